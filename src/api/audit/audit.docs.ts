import { ApiParam, ApiResponse } from '@nestjs/swagger';
import { Answer, headerDocs, QueryFields } from '../docs/answer-docs.js';
import { CSV_EXAMPLE, exampleOf } from '../docs/examples.js';
import {
  CallerDocs,
  DatabaseProblems,
  InvalidRequest,
  LimitedRead,
  NotFound,
  RateLimitProblems,
} from '../docs/route-docs.js';
import { schemaRef } from '../docs/schema-ref.js';
import { tooManyStreams } from '../limits/limit-problems.js';
import { auditUnavailable } from '../problems.js';
import { auditListQuery } from './audit-listing.js';
import { noSuchTarget, targetHistoryQuery } from './target-history.js';

export const ListAuditDocs = CallerDocs(
  'Who did what',
  'The audit log of your business, newest first, for admins. Reading it is an entry of it too. As CSV, everything ' +
    'that matches comes in one file, whatever `limit` says; a cell that a spreadsheet would take for a formula has ' +
    'an apostrophe in front.',
  QueryFields(auditListQuery),
  ApiResponse({
    status: 200,
    description: 'One page, or the file',
    content: {
      'application/json': { schema: schemaRef('AuditPage'), ...exampleOf('AuditPage') },
      'text/csv': { schema: { type: 'string' }, example: CSV_EXAMPLE },
    },
    headers: headerDocs(),
  }),
  InvalidRequest('from', 'Invalid ISO datetime'),
  DatabaseProblems(auditUnavailable()),
  LimitedRead(),
  RateLimitProblems(tooManyStreams(20)),
);

export const TargetHistoryDocs = CallerDocs(
  'What jobs did to one target',
  'Newest job first, for admins: which jobs of your business have deleted, updated or brought back the target, and in ' +
    'which it has failed, by whom and when. A job that gives old values back is left out where it has skipped targets. It ' +
    'goes as far back as the archive and the failures are kept; what was erased (`archive: false`) is not in it. A target of ' +
    'another business, or one that no job has recorded, has an empty history.',
  ApiParam({
    name: 'table',
    description: 'Table of the target, as its operations name it: with its schema, where they do',
    schema: { type: 'string', pattern: '^[a-z_]+(\\.[a-z_]+)?$', maxLength: 127 },
    example: 'leads',
  }),
  ApiParam({
    name: 'id',
    description: 'Id of the target',
    schema: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    example: 4711,
  }),
  QueryFields(targetHistoryQuery),
  Answer(200, 'TargetRecordPage', 'One page'),
  InvalidRequest('cursor', 'is not a cursor of this list'),
  NotFound(noSuchTarget()),
  DatabaseProblems(auditUnavailable()),
  LimitedRead(),
);
