import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { auditListQuery } from '../audit/audit-listing.js';
import {
  AUDIT_UNAVAILABLE,
  DatabaseAway,
  headerDocs,
  InvalidRequest,
  KnownToEverybody,
  LimitedRead,
  TOO_MANY_STREAMS,
  TooMany,
  QueryFields,
} from './answer-docs.js';
import { CSV_EXAMPLE, exampleOf } from './examples.js';
import { schemaRef } from './schema-ref.js';

export const ListAuditDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Who did what',
      description:
        'The audit log of your business, newest first, for admins. Reading it is an entry of it too. As CSV, everything ' +
        'that matches comes in one file, whatever `limit` says; a cell that a spreadsheet would take for a formula has ' +
        'an apostrophe in front.',
    }),
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
    DatabaseAway(AUDIT_UNAVAILABLE),
    LimitedRead(),
    TooMany(TOO_MANY_STREAMS),
    KnownToEverybody(),
  );
