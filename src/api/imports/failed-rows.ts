import { z } from 'zod';
import type { Business } from '../../db/business.js';
import { listFailedRows } from '../../db/repositories/failed-rows.js';
import type { ImportRecord } from '../../db/repositories/imports.js';
import { ROW_ERRORS, type RowErrorCode } from '../../operations/imports/lead-columns.js';
import { csvRecords } from '../exports/csv.js';
import { cursorField, limitField, type Page, pageOf } from '../paging.js';
import { leadColumnSchema } from './import-query.js';

/** Rows of one query of the file: what it holds in memory. */
const FILE_PAGE = 500;

export const failedRowsQuery = z.strictObject({
  format: z
    .enum(['json', 'csv'])
    .meta({ id: 'FailedRowsFormat' })
    .default('json')
    .describe('`csv` for all of them in one file, in the shape of the file that was imported'),
  limit: limitField,
  cursor: cursorField('[1-9][0-9]{0,9}'),
});
export type FailedRowsQuery = z.infer<typeof failedRowsQuery>;

const rowErrorSchema = z
  .object({
    column: leadColumnSchema.nullable().describe('Null where the whole row is at fault'),
    code: z.enum(Object.keys(ROW_ERRORS) as [RowErrorCode, ...RowErrorCode[]]).meta({ id: 'RowErrorCode' }),
    message: z.string(),
  })
  .meta({ id: 'RowError' });

export const failedRowSchema = z.object({
  line: z.int().describe('Line of the file that the row begins on; the header is on line 1'),
  errors: z.array(rowErrorSchema),
});
export type FailedRowView = z.infer<typeof failedRowSchema>;

/** What is wrong with each row that was not imported, in the order of the file. What its cells hold is in the file. */
export async function failedRowsPage(
  business: Business,
  importId: number,
  { limit, cursor }: FailedRowsQuery,
): Promise<Page<FailedRowView>> {
  const rows = await listFailedRows(business, importId, Number(cursor ?? 0), limit + 1);
  const items = rows.map(({ line, errors }) => ({
    line,
    errors: errors.map((error) => ({ ...error, message: ROW_ERRORS[error.code] })),
  }));
  return pageOf(items, limit, ({ line }) => line);
}

/** Header and failed rows as they came, so that they can be corrected and imported; page by page as the client takes them. */
export async function* failedRowsCsv(
  business: Business,
  { id, header, delimiter }: ImportRecord,
): AsyncGenerator<string> {
  let piece = csvRecords([header], delimiter);
  let after = 0;
  for (;;) {
    const rows = await listFailedRows(business, id, after, FILE_PAGE);
    yield (
      piece +
      csvRecords(
        rows.map(({ cells }) => cells),
        delimiter,
      )
    );
    if (rows.length < FILE_PAGE) return;
    after = rows.at(-1)!.line;
    piece = '';
  }
}
