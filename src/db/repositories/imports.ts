import type { Business } from '../business.js';
import { LIVE } from '../live-condition.js';
import type { Transaction } from '../transaction.js';
import type { ImportStatus } from '../../operations/imports/import.js';
import type { ColumnPlaces, ImportRow } from '../../operations/imports/lead-columns.js';

/** First key of the advisory lock; the second is the business. Arbitrary, but the same in every version. */
const LOCK_CLASS = 0x696d7074; // "impt"

/** A file whose rows are staged: what its import is made of. */
export interface NewImport {
  readonly stagingId: string;
  readonly fileName: string;
  readonly fileSha256: string;
  readonly bytes: number;
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly columns: ColumnPlaces;
  readonly rows: number;
  readonly createdBy: string;
  readonly temporalNamespace: string;
}

export interface ImportRecord {
  readonly id: number;
  readonly status: ImportStatus;
  readonly fileName: string;
  readonly fileSha256: string;
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly columns: ColumnPlaces;
  readonly rows: number;
  readonly imported: number;
  readonly failed: number;
  readonly skipped: number;
  readonly lastError: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

const COLUMNS = `id, status, file_name AS "fileName", file_sha256 AS "fileSha256", delimiter, header, columns, rows, imported,
  failed, skipped, last_error AS "lastError", created_by AS "createdBy", created_at AS "createdAt",
  started_at AS "startedAt", finished_at AS "finishedAt"`;
const OPEN = `status IN ('pending', 'running')`;

/** Each call is a transaction of its own, so that a slow client holds no snapshot. */
export async function stageRows(
  business: Business,
  stagingId: string,
  chunkNo: number,
  rows: readonly ImportRow[],
): Promise<void> {
  await business.queryPrepared(
    'stage_import_rows',
    'INSERT INTO staged_import_rows (business_id, staging_id, chunk_no, rows) VALUES ($1, $2, $3, $4)',
    [business.id, stagingId, chunkNo, JSON.stringify(rows)],
  );
}

export async function discardStagedRows(business: Business, stagingId: string): Promise<void> {
  await business.query('DELETE FROM staged_import_rows WHERE staging_id = $1 AND business_id = $2', [
    stagingId,
    business.id,
  ]);
}

/** Null where this file is imported, or is being imported, already. */
export async function insertImport(
  sql: Transaction,
  businessId: number,
  made: NewImport,
): Promise<ImportRecord | null> {
  const [row] = await sql.query<ImportRecord>(
    `INSERT INTO imports (business_id, status, staging_id, file_name, file_sha256, bytes, delimiter, header, columns, rows,
                          created_by, temporal_namespace)
     VALUES ($1, 'pending', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (business_id, file_sha256) DO NOTHING RETURNING ${COLUMNS}`,
    [
      ...[businessId, made.stagingId, made.fileName, made.fileSha256, made.bytes, made.delimiter, made.header],
      ...[JSON.stringify(made.columns), made.rows, made.createdBy, made.temporalNamespace],
    ],
  );
  return row ?? null;
}

/** Whether the import that was just inserted is one too many; counted under a lock, or two would miss each other's row. */
export async function isOverImportLimit(sql: Transaction, businessId: number, maxImports: number): Promise<boolean> {
  await sql.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK_CLASS, businessId]);
  return (await countOpenImports(sql, businessId)) > maxImports;
}

export async function countOpenImports(sql: Pick<Transaction, 'query'>, businessId: number): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM imports WHERE business_id = $1 AND ${OPEN}`,
    [businessId],
  );
  return row!.count;
}

export function findImport(business: Business, importId: number): Promise<ImportRecord | null> {
  return business.first(`SELECT ${COLUMNS} FROM imports WHERE business_id = $1 AND id = $2`, [business.id, importId]);
}

export async function findImportOfFile(
  sql: Pick<Transaction, 'query'>,
  businessId: number,
  fileSha256: string,
): Promise<ImportRecord | null> {
  const statement = `SELECT ${COLUMNS} FROM imports WHERE business_id = $1 AND file_sha256 = $2`;
  const [row] = await sql.query<ImportRecord>(statement, [businessId, fileSha256]);
  return row ?? null;
}

/** Whether a live job deletes the leads of this import, and then its row. A job that came before the import leaves it alone. */
export async function isBeingUndone(
  sql: Pick<Transaction, 'query'>,
  businessId: number,
  importId: number,
): Promise<boolean> {
  const rows = await sql.query(
    `SELECT FROM jobs
       JOIN imports ON imports.business_id = $1 AND imports.id = $2
        AND imports.created_at <= COALESCE(jobs.selected_at, jobs.created_at)
      WHERE jobs.business_id = $1 AND operation_type = 'delete_imported_leads' AND jobs.${LIVE}
        AND (selection_kind <> 'filter' OR (selection_filter ->> 'importId')::bigint = $2)`,
    [businessId, importId],
  );
  return rows.length > 0;
}

/** Newest first. */
export function listImports(business: Business, beforeId: number | null, atMost: number): Promise<ImportRecord[]> {
  return business.query(
    `SELECT ${COLUMNS} FROM imports WHERE business_id = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [business.id, beforeId, atMost],
  );
}
