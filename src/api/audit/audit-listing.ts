import { OPERATION_TYPE } from '../../operations/definition.js';
import { z } from 'zod';
import { AUDIT_RESULTS } from '../../audit/audit-entry.js';
import { COMMAND_ACTIONS } from '../../audit/command-entry.js';
import { type AuditRow, listAudit } from '../../db/repositories/audit-reads.js';
import type { Business } from '../../db/business.js';
import { filterText } from '../../operations/filter-text.js';
import { moment } from '../../operations/moment.js';
import { cursorField, limitField, type Page, pageOf } from '../paging.js';
import { AUDITED_ACTIONS } from './audited-action.js';
import { csvRecords } from '../exports/csv.js';
import { textOf } from '../exports/exports.js';

const MAX_TEXT = 200;
/** Entries of one query of a CSV answer: what it holds in memory. */
const CSV_PAGE = 500;

const SEQ = '[1-9][0-9]{0,15}';

const auditResultSchema = z.enum(AUDIT_RESULTS).meta({ id: 'AuditResult' });

export const auditListQuery = z.strictObject({
  action: z
    .enum([...AUDITED_ACTIONS, ...COMMAND_ACTIONS])
    .meta({ id: 'AuditedAction' })
    .optional()
    .describe('What was done'),
  operationType: z
    .string()
    .regex(OPERATION_TYPE, { error: 'is not an operation type' })
    .optional()
    .describe('Type of the operation that it was done to'),
  subject: filterText(MAX_TEXT).optional().describe('Who did it'),
  target: filterText(MAX_TEXT).optional().describe('Id of what it was done to'),
  result: auditResultSchema.optional(),
  from: moment.optional().describe('The first moment that counts'),
  to: moment.optional().describe('The first moment that does not count any more'),
  format: z
    .enum(['json', 'csv'])
    .meta({ id: 'AuditFormat' })
    .optional()
    .describe('`csv` for all that matches in one file, as `Accept: text/csv`'),
  limit: limitField,
  cursor: cursorField(SEQ),
});
export type AuditQuery = z.infer<typeof auditListQuery>;

export const auditEntrySchema = z.object({
  seq: z.int().describe('Place in the chain of your business'),
  id: z.uuid(),
  at: z.iso.datetime(),
  subject: z.string(),
  role: z.string(),
  credentialKind: z.string(),
  credentialId: z.string(),
  address: z.string().nullable(),
  requestId: z.string(),
  action: z.string(),
  operationType: z.string().nullable(),
  target: z.string().nullable(),
  selection: z.string().nullable().describe('What was chosen, in names of fields: never their values'),
  count: z
    .int()
    .nullable()
    .describe('How many were chosen; of a reason that ends with `, repeated`: how many such refusals'),
  result: auditResultSchema,
  reason: z
    .string()
    .nullable()
    .describe(
      'Code of the problem, or a word about how it was done; after `given: `, what a person typed as the reason of a start',
    ),
  hash: z.string().describe('SHA-256 over the entry and the hash before it, in hexadecimal'),
});

/** In the order of the file. */
const COLUMNS = Object.keys(auditEntrySchema.shape) as (keyof AuditRow)[];

/** The audit log of a business, newest first. */
export async function auditPage(business: Business, { limit, cursor, ...filter }: AuditQuery): Promise<Page<AuditRow>> {
  const before = cursor === undefined ? null : Number(cursor);
  const rows = await listAudit(business, filter, before, limit + 1);
  return pageOf(rows, limit, ({ seq }) => seq);
}

/**
 * Everything that matches, as CSV in pieces, page by page as the client takes them. Entries that come in meanwhile are
 * above the first page.
 */
export function auditCsv(business: Business, query: AuditQuery): AsyncGenerator<string> {
  const inOrder = (row: AuditRow) => COLUMNS.map((column) => row[column]);
  return textOf(pages(business, query), csvRecords([COLUMNS]), (rows) => csvRecords(rows.map(inOrder)));
}

async function* pages(business: Business, { cursor, ...filter }: AuditQuery): AsyncGenerator<readonly AuditRow[]> {
  let before = cursor === undefined ? null : Number(cursor);
  for (;;) {
    const rows = await listAudit(business, filter, before, CSV_PAGE);
    yield rows;
    if (rows.length < CSV_PAGE) return;
    before = rows.at(-1)!.seq;
  }
}
