import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam } from '@nestjs/swagger';
import { keyListQuery, keyRevocationQuery } from '../keys/key-requests.js';
import {
  Answer,
  AUDIT_UNAVAILABLE,
  DatabaseAway,
  Forgeable,
  InvalidRequest,
  KnownToEverybody,
  NoBody,
  Problems,
  QueryFields,
  UnreadableBody,
} from './answer-docs.js';
import { schemaRef } from './schema-ref.js';

export const CreateKeyDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Make an API key',
      description:
        'For a machine that acts for your business: it is sent like a token. The answer is the only place where the key ' +
        'itself is shown. A key may not do more than the credential that makes it, and ends no later. Keys that live ' +
        'longer than a login are made on the server, with the `keys` command.',
    }),
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
    KnownToEverybody(),
    Problems(403, 'The role or the credential may not do this', {
      code: 'forbidden',
      title: 'Your credential does not allow this',
      detail: 'Your key is not for delete_receipts_all.',
    }),
    UnreadableBody(),
    DatabaseAway(AUDIT_UNAVAILABLE),
    Forgeable(),
  );

export const ListKeysDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'List API keys',
      description: 'Newest first, with those that have expired or were revoked. Never with the secret.',
    }),
    QueryFields(keyListQuery),
    Answer(200, 'KeyPage', 'One page'),
    InvalidRequest('limit', 'Too big: expected number to be <=500'),
    DatabaseAway(),
    KnownToEverybody(),
  );

export const RevokeKeyDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Revoke an API key',
      description:
        'From now on it is refused, everywhere at once. Repeating it does no harm: the first time stands. The keys that ' +
        'it has made are revoked with it; where there are such, the first answer is a 409 that names them.',
    }),
    QueryFields(keyRevocationQuery),
    ApiParam({ name: 'id', description: 'Id of the key', schema: { type: 'string', format: 'uuid' } }),
    NoBody(),
    Answer(200, 'Key', 'Revoked'),
    InvalidRequest('withMadeKeys', 'Invalid input: expected "true"'),
    Problems(409, 'Other keys would be revoked as well', {
      code: 'key_has_made_keys',
      title: 'Other keys would be revoked as well',
      detail:
        'It has made a key that is good, and nothing was revoked. Send the request with ?withMadeKeys=true to revoke ' +
        'all of them.',
      madeKeys: [
        {
          ...{ id: '0190a1b2-7000-7000-8000-000000000001', name: 'of the importer', role: 'operator' },
          createdByKey: '0190a1b2-7000-7000-8000-000000000000',
          expiresAt: '2026-12-31T00:00:00.000Z',
        },
      ],
    }),
    Problems(404, 'Unknown, or of another business', {
      code: 'key_not_found',
      title: 'No such API key',
      detail: 'There is no API key with this id in your business.',
    }),
    DatabaseAway(AUDIT_UNAVAILABLE),
    KnownToEverybody(),
    Forgeable(),
  );
