import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Answer, Ask, AskApi } from './asking.js';
import { eventually } from './eventually.js';

/** Adds an import without a failed row. @returns its id */
export async function addImport(
  dataSource: DataSource,
  businessId: number,
  status: 'completed' | 'running' = 'completed',
): Promise<number> {
  const [row] = await dataSource.query<{ id: number }[]>(
    `INSERT INTO imports (business_id, file_name, file_sha256, header, columns, status, created_by, finished_at)
     VALUES ($1, 'fair.csv', $2, '{name}', '{"name":0}', $3, 'operator-1', CASE WHEN $3 = 'completed' THEN now() END)
     RETURNING id`,
    [businessId, randomBytes(32).toString('hex'), status],
  );
  return row!.id;
}

/** Adds an import of business 1 that has ended, with one failed row. @returns its id */
export async function addImportWithFailedRow(dataSource: DataSource): Promise<string> {
  const id = await addImport(dataSource, 1);
  await dataSource.query('UPDATE imports SET rows = 1, failed = 1 WHERE id = $1', [id]);
  await dataSource.query(
    `INSERT INTO import_failed_rows (business_id, import_id, line, cells, errors)
     VALUES (1, $1, 2, '[""]', '[{"column":"name","code":"required"}]')`,
    [id],
  );
  return String(id);
}

interface ImportBody {
  readonly id: number;
  readonly status: string;
  readonly rows: number;
  readonly imported: number;
  readonly failed: number;
  readonly skipped: number;
  readonly lastError: string | null;
}

export const IMPORTS = '/api/v1/leads/imports';

/** Sends a file as it is. */
export function sendFile<Body = ImportBody>(
  ask: AskApi,
  file: string,
  query: Readonly<Record<string, string>> = {},
  more: Omit<Ask, 'body'> = {},
): Promise<Answer<Body>> {
  const search = new URLSearchParams(query).toString();
  const headers = { 'content-type': 'text/csv', ...more.headers };
  return ask<Body>(`${IMPORTS}${search === '' ? '' : `?${search}`}`, { ...more, method: 'POST', headers, body: file });
}

/** Waits until the import has ended. */
export async function importEnded(dataSource: DataSource, id: number): Promise<ImportBody> {
  return eventually(async () => {
    const [row] = await dataSource.query<ImportBody[]>(
      `SELECT id, status, rows, imported, failed, skipped, last_error AS "lastError" FROM imports WHERE id = $1`,
      [id],
    );
    return row?.status === 'completed' || row?.status === 'failed' ? row : false;
  });
}

/** What an upload could leave behind. */
export async function importTraces(dataSource: DataSource): Promise<object> {
  const [row] = await dataSource.query<object[]>(
    `SELECT (SELECT count(*)::int FROM imports) AS imports, (SELECT count(*)::int FROM staged_import_rows) AS staged,
            (SELECT count(*)::int FROM import_failed_rows) AS failed, (SELECT count(*)::int FROM leads) AS leads`,
  );
  return row!;
}
