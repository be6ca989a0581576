import type { DataSource } from 'typeorm';
import type { Answer, Ask, AskApi } from './asking.js';
import { eventually } from './eventually.js';

/** An import of business 1 that has ended, with one failed row; returns its id. */
export async function addImport(dataSource: DataSource, businessId = 1): Promise<string> {
  const [row] = await dataSource.query<{ id: number }[]>(
    `WITH made AS (
       INSERT INTO imports (business_id, status, file_name, file_sha256, header, columns, rows, failed, created_by, finished_at)
       VALUES ($1, 'completed', 'fair.csv', md5(random()::text) || md5(random()::text), '{name}', '{"name":0}', 1, 1,
               'operator-1', now())
       RETURNING id)
     INSERT INTO import_failed_rows (business_id, import_id, line, cells, errors)
     SELECT $1, id, 2, '[""]', '[{"column":"name","code":"required"}]' FROM made RETURNING import_id AS id`,
    [businessId],
  );
  return String(row!.id);
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
