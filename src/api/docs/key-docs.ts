import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam } from '@nestjs/swagger';
import { keyListQuery } from '../keys/key-requests.js';
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
        'itself is shown. A key may not do more than the credential that makes it.',
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
    InvalidRequest('expiresAt', 'is in the past'),
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
      description: 'From now on it is refused, everywhere at once. Repeating it does no harm: the first time stands.',
    }),
    ApiParam({ name: 'id', description: 'Id of the key', schema: { type: 'string', format: 'uuid' } }),
    NoBody(),
    Answer(200, 'Key', 'Revoked'),
    Problems(404, 'Unknown, or of another business', {
      code: 'key_not_found',
      title: 'No such API key',
      detail: 'There is no API key with this id in your business.',
    }),
    DatabaseAway(AUDIT_UNAVAILABLE),
    KnownToEverybody(),
    Forgeable(),
  );
