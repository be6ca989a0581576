import { z } from 'zod';
import type { ImportRecord } from '../../db/repositories/imports.js';
import { IMPORT_STATUSES } from '../../operations/imports/import.js';
import { LEAD_COLUMNS } from '../../operations/imports/lead-columns.js';
import { cursorField, limitField } from '../paging.js';
import { delimiterName, delimiterSchema, leadColumnSchema } from './import-query.js';

export const importListQuery = z.strictObject({ limit: limitField, cursor: cursorField('[1-9][0-9]{0,15}') });

export const importViewSchema = z.object({
  id: z.int().describe('`importId` of its leads'),
  status: z.enum(IMPORT_STATUSES).meta({ id: 'ImportStatus' }),
  fileName: z.string(),
  fileSha256: z.string().describe('SHA-256 of the file, in hexadecimal: the same file again leads here'),
  delimiter: delimiterSchema,
  columns: z
    .array(z.object({ column: leadColumnSchema, header: z.string() }).meta({ id: 'ImportColumn' }))
    .describe('What was read from which column of the file; its other columns were left out'),
  rows: z.int().describe('Rows of the file, without its header'),
  imported: z.int().describe('Rows that are leads by now'),
  failed: z.int().describe('Rows that were not imported; `failed-rows` has them'),
  skipped: z.int().describe('Rows without any text'),
  lastError: z.string().nullable().describe('Why it has failed as a whole'),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});

export type ImportView = z.infer<typeof importViewSchema>;

export function importView(record: ImportRecord): ImportView {
  const { delimiter, header, columns, createdAt, startedAt, finishedAt, ...same } = record;
  return {
    ...same,
    delimiter: delimiterName(delimiter),
    columns: LEAD_COLUMNS.flatMap((column) => {
      const place = columns[column];
      return place === undefined ? [] : [{ column, header: header[place] ?? '' }];
    }),
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
