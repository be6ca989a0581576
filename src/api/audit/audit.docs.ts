import { ApiResponse } from '@nestjs/swagger';
import { headerDocs, QueryFields } from '../docs/answer-docs.js';
import { CSV_EXAMPLE, exampleOf } from '../docs/examples.js';
import { CallerDocs, DatabaseProblems, InvalidRequest, LimitedRead, RateLimitProblems } from '../docs/route-docs.js';
import { schemaRef } from '../docs/schema-ref.js';
import { tooManyStreams } from '../limits/limit-problems.js';
import { auditUnavailable } from '../problems.js';
import { auditListQuery } from './audit-listing.js';

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
