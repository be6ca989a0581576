import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { leadListQuery } from '../leads/lead-listing.js';
import {
  Answer,
  AUDIT_UNAVAILABLE,
  DatabaseAway,
  InvalidRequest,
  KnownToEverybody,
  Problems,
  QueryFields,
} from './answer-docs.js';

export const ListGateDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'What is held',
      description: 'Every lock of your business with its holder and the time left. A foreign value has no `jobId`.',
    }),
    Answer(200, 'HeldGates', 'Held now'),
    Problems(503, 'Redis is away; see Retry-After', {
      code: 'gate_unavailable',
      title: 'The gate (Redis) is not available',
    }),
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
    KnownToEverybody(),
  );

export const LiveDocs = () =>
  applyDecorators(
    ApiOperation({ summary: 'The process runs', security: [] }),
    ApiResponse({ status: 200, description: 'It does' }),
  );

export const ReadyDocs = () =>
  applyDecorators(
    ApiOperation({ summary: 'All that the process needs is there', security: [] }),
    Answer(200, 'Health', 'Ready'),
    Problems(503, 'Not ready, with the state of every part', { code: 'not_ready', title: 'Not ready', ready: false }),
  );
