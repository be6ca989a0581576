import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { auditListQuery } from '../audit/audit-listing.js';
import { AUDIT_UNAVAILABLE, DatabaseAway, InvalidRequest, KnownToEverybody, QueryFields } from './answer-docs.js';
import { schemaRef } from './schemas.js';

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
        'application/json': { schema: schemaRef('AuditPage') },
        'text/csv': { schema: { type: 'string' } },
      },
    }),
    InvalidRequest('from', 'Invalid ISO datetime'),
    DatabaseAway(AUDIT_UNAVAILABLE),
    KnownToEverybody(),
  );
