import { ApiBody, ApiParam } from '@nestjs/swagger';
import { Answer, Problems, QueryFields } from '../docs/answer-docs.js';
import {
  CallerDocs,
  CallerProblems,
  ChangeDocs,
  CsrfProblems,
  DatabaseProblems,
  InvalidRequest,
  NoBody,
  NotFound,
  RouteDocs,
  UnreadableBody,
} from '../docs/route-docs.js';
import { schemaRef } from '../docs/schema-ref.js';
import { auditUnavailable } from '../problems.js';
import { keyHasMadeKeys, keyNotFound } from './key-problems.js';
import { keyListQuery, keyRevocationQuery } from './key-requests.js';

export const CreateKeyDocs = RouteDocs(
  'Make an API key',
  'For a machine that acts for your business: it is sent like a token. The answer is the only place where the key ' +
    'itself is shown. A key may not do more than the credential that makes it, and ends no later. Keys that live ' +
    'longer than a login are made on the server, with the `keys` command.',
  ApiBody({
    schema: schemaRef('NewKey') as never,
    examples: {
      nightly: {
        value: {
          name: 'nightly clean-up',
          role: 'operator',
          operationTypes: ['delete_leads_bulk'],
          expiresAt: '2026-12-31T00:00:00Z',
        },
      },
    },
  }),
  Answer(201, 'IssuedKey', 'Made'),
  InvalidRequest(
    'expiresAt',
    'is after your own credential ends, at 2026-12-30T08:00:00.000Z: a key may not outlive what makes it',
  ),
  CallerProblems(),
  UnreadableBody(),
  DatabaseProblems(auditUnavailable()),
  CsrfProblems(),
);

export const ListKeysDocs = CallerDocs(
  'List API keys',
  'Newest first, with those that have expired or were revoked. Never with the secret.',
  QueryFields(keyListQuery),
  Answer(200, 'KeyPage', 'One page'),
  InvalidRequest('limit', 'Too big: expected number to be <=500'),
  DatabaseProblems(),
);

const MADE_KEY = {
  id: '0190a1b2-7000-7000-8000-000000000001',
  name: 'of the importer',
  role: 'operator',
  createdByKey: '0190a1b2-7000-7000-8000-000000000000',
  expiresAt: new Date('2026-12-31T00:00:00.000Z'),
};

export const RevokeKeyDocs = ChangeDocs(
  'Revoke an API key',
  'From now on it is refused, everywhere at once. Repeating it does no harm: the first time stands. The keys that ' +
    'it has made are revoked with it; where there are such, the first answer is a 409 that names them.',
  QueryFields(keyRevocationQuery),
  ApiParam({ name: 'id', description: 'Id of the key', schema: { type: 'string', format: 'uuid' } }),
  NoBody(),
  Answer(200, 'Key', 'Revoked'),
  InvalidRequest('withMadeKeys', 'Invalid input: expected "true"'),
  Problems('Other keys would be revoked as well', keyHasMadeKeys([MADE_KEY])),
  NotFound(keyNotFound()),
  DatabaseProblems(auditUnavailable()),
);
