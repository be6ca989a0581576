import { applyDecorators } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { leadListQuery } from '../leads/lead-listing.js';
import {
  Answer,
  AUDIT_UNAVAILABLE,
  DatabaseAway,
  InvalidRequest,
  KnownOnEveryRoute,
  KnownToEverybody,
  LimitedRead,
  Problems,
  QueryFields,
} from './answer-docs.js';

export const ListGateDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'What is held',
      description:
        'Every lock of your business with its holder and the time left. A foreign value has no `jobId`. `drains` are the starts ' +
        'that the operators of the installation have stopped.',
    }),
    Answer(200, 'HeldGates', 'Held now'),
    Problems(503, 'Redis is away; see Retry-After', {
      code: 'gate_unavailable',
      title: 'The gate (Redis) is not available',
      detail: 'Please try again.',
    }),
    DatabaseAway(),
    LimitedRead(),
    KnownToEverybody(),
  );

export const ListLeadsDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'List leads',
      description: 'By ascending id. The filter has the fields of `selection.filter`.',
    }),
    QueryFields(leadListQuery),
    Answer(200, 'LeadPage', 'One page'),
    InvalidRequest('createdBefore', 'Invalid ISO datetime'),
    DatabaseAway(AUDIT_UNAVAILABLE),
    LimitedRead(),
    KnownToEverybody(),
  );

export const LiveDocs = () =>
  applyDecorators(
    ApiOperation({ summary: 'The process runs', security: [] }),
    Answer(200, 'Alive', 'It does'),
    KnownOnEveryRoute(),
  );

export const ReadyDocs = () =>
  applyDecorators(
    ApiOperation({ summary: 'All that the process needs is there', security: [] }),
    Answer(200, 'Health', 'Ready'),
    Problems(503, 'Not ready, with the state of every part', {
      code: 'not_ready',
      title: 'Not ready',
      detail: 'Not available: redis (no answer within 1000 ms).',
      ready: false,
      checks: {
        postgres: { status: 'ok', durationMs: 2 },
        redis: { status: 'error', durationMs: 1000, error: 'no answer within 1000 ms' },
        temporal: { status: 'ok', durationMs: 3 },
      },
    }),
    KnownOnEveryRoute(),
  );
