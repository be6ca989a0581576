import type { DataSource } from 'typeorm';
import { shortError } from '../../operations/errors.js';
import type { ImportProgress } from '../../operations/imports/import.js';
import {
  type ImportFile,
  type ImportRow,
  type NewLead,
  readLead,
  type RowError,
  TEXT_COLUMNS,
} from '../../operations/imports/lead-columns.js';
import type { Business } from '../business.js';
import { errorMeaning } from '../postgres-error.js';
import { query, type Transaction } from '../transaction.js';

interface FoundImport {
  readonly businessId: number;
  readonly importId: number;
}

interface OpenImport extends ImportFile {
  readonly stagingId: string;
  readonly nextChunk: number;
}

interface FaultyRow extends ImportRow {
  readonly errors: readonly RowError[];
}

interface GoodRow extends ImportRow {
  readonly lead: NewLead;
}

const COUNTS = 'rows, imported, failed, skipped';
const REFUSED: readonly RowError[] = [{ column: null, code: 'refused' }];

/**
 * Imports the next chunk of staged rows, in one transaction: its leads, its failed rows, the end of its staging and the cursor.
 * So each row is imported once, whatever dies in between. The import's row is locked first: of two that are at it, one waits and
 * finds the cursor behind this chunk. Without a chunk left the import ends.
 *
 * @param beforeCommit where tests stop a worker
 */
export function importNextChunk(
  business: Business,
  importId: number,
  beforeCommit: (chunkNo: number) => Promise<void> | void,
): Promise<ImportProgress> {
  return business.transaction(async (sql) => {
    const open = await lockOpen(sql, business.id, importId);
    if (!open) return (await readProgress(sql, business.id, importId)) ?? GONE;
    const [chunk] = await sql.query<{ rows: string }>(
      'DELETE FROM staged_import_rows WHERE staging_id = $1 AND chunk_no = $2 AND business_id = $3 RETURNING rows',
      [open.stagingId, open.nextChunk, business.id],
    );
    if (!chunk) {
      await endImport(sql, business.id, importId);
      return (await readProgress(sql, business.id, importId)) ?? GONE;
    }
    const { good, faulty, skipped } = sorted(JSON.parse(chunk.rows) as ImportRow[], open);
    const refused = await insertLeads(sql, business.id, importId, good);
    await insertFailedRows(sql, business.id, importId, [...faulty, ...refused]);
    const [counts] = await sql.query<Omit<ImportProgress, 'isOver'>>(
      `UPDATE imports
          SET status = 'running', started_at = COALESCE(started_at, clock_timestamp()), next_chunk = next_chunk + 1,
              imported = imported + $3, failed = failed + $4, skipped = skipped + $5
        WHERE business_id = $1 AND id = $2 RETURNING ${COUNTS}`,
      [...[business.id, importId, good.length - refused.length, faulty.length + refused.length, skipped]],
    );
    await beforeCommit(open.nextChunk);
    return { ...counts!, isOver: false };
  });
}

/** The import's row went with its leads (`delete_imported_leads`). */
const GONE: ImportProgress = { rows: 0, imported: 0, failed: 0, skipped: 0, isOver: true };

async function lockOpen(sql: Transaction, businessId: number, importId: number): Promise<OpenImport | null> {
  const [open] = await sql.query<OpenImport>(
    `SELECT staging_id AS "stagingId", next_chunk AS "nextChunk", columns, header, created_at AS "uploadedAt"
       FROM imports WHERE business_id = $1 AND id = $2 AND status IN ('pending', 'running') FOR UPDATE`,
    [businessId, importId],
  );
  return open ?? null;
}

async function readProgress(sql: Transaction, businessId: number, importId: number): Promise<ImportProgress | null> {
  const [counts] = await sql.query<Omit<ImportProgress, 'isOver'>>(
    `SELECT ${COUNTS} FROM imports WHERE business_id = $1 AND id = $2`,
    [businessId, importId],
  );
  return counts ? { ...counts, isOver: true } : null;
}

/** Staged rows that somebody has taken away are no success. */
async function endImport(sql: Transaction, businessId: number, importId: number): Promise<void> {
  await sql.query(
    `UPDATE imports
        SET finished_at = clock_timestamp(), started_at = COALESCE(started_at, clock_timestamp()),
            status = CASE WHEN imported + failed + skipped = rows THEN 'completed' ELSE 'failed' END,
            last_error = CASE WHEN imported + failed + skipped = rows THEN NULL ELSE 'staged rows are missing' END
      WHERE business_id = $1 AND id = $2`,
    [businessId, importId],
  );
}

function sorted(rows: readonly ImportRow[], file: ImportFile) {
  const good: GoodRow[] = [];
  const faulty: FaultyRow[] = [];
  let skipped = 0;
  for (const row of rows) {
    const read = readLead(row.cells, file);
    if (read.kind === 'lead') good.push({ ...row, lead: read.lead });
    else if (read.kind === 'faulty') faulty.push({ ...row, errors: read.errors });
    else skipped++;
  }
  return { good, faulty, skipped };
}

/** Inserts all but the rows that the database refuses, which it finds by halving. Returns those. */
async function insertLeads(
  sql: Transaction,
  businessId: number,
  importId: number,
  rows: readonly GoodRow[],
): Promise<FaultyRow[]> {
  if (rows.length === 0) return [];
  await sql.query('SAVEPOINT rows');
  try {
    const ids = await insertInOrder(sql, businessId, importId, rows);
    await insertConsents(sql, businessId, rows, ids);
    await sql.query('RELEASE SAVEPOINT rows');
    return [];
  } catch (error) {
    if (errorMeaning(error) !== 'row') throw error;
    await sql.query('ROLLBACK TO SAVEPOINT rows');
    await sql.query('RELEASE SAVEPOINT rows');
    if (rows.length === 1) return rows.map(({ line, cells }) => ({ line, cells, errors: REFUSED }));
  }
  const middle = Math.ceil(rows.length / 2);
  const low = await insertLeads(sql, businessId, importId, rows.slice(0, middle));
  return [...low, ...(await insertLeads(sql, businessId, importId, rows.slice(middle)))];
}

/** @returns the id of each lead, in the order of the rows: within one statement they are given in that order, and they rise */
async function insertInOrder(
  sql: Transaction,
  businessId: number,
  importId: number,
  rows: readonly GoodRow[],
): Promise<number[]> {
  const texts = TEXT_COLUMNS.map((column) => rows.map(({ lead }) => lead[column]));
  const added = await sql.query<{ id: number }>(
    `INSERT INTO leads (business_id, import_id, ${TEXT_COLUMNS.join(', ')}, tags)
     SELECT $1, $2, ${TEXT_COLUMNS.join(', ')}, string_to_array(tags, ${LIST_END})
       FROM unnest(${[...texts, null].map((_, at) => `$${at + 3}::text[]`).join(', ')})
            WITH ORDINALITY AS row (${TEXT_COLUMNS.join(', ')}, tags, place)
      ORDER BY place
     RETURNING id`,
    [businessId, importId, ...texts, rows.map(({ lead }) => lead.tags.join('\n'))],
  );
  return added.map(({ id }) => id).sort((a, b) => a - b);
}

/** No tag and no channel holds a line end. */
const LIST_END = `E'\\n'`;

async function insertConsents(
  sql: Transaction,
  businessId: number,
  rows: readonly GoodRow[],
  ids: readonly number[],
): Promise<void> {
  const given = rows.flatMap(({ lead: { consent } }, at) =>
    consent === null ? [] : consent.channels.map((channel) => ({ ...consent, channel, leadId: ids[at]! })),
  );
  if (given.length === 0) return;
  await sql.query(
    `INSERT INTO consents (business_id, lead_id, channel, source, given_at)
     SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::timestamptz[])`,
    [
      ...[businessId, given.map(({ leadId }) => leadId), given.map(({ channel }) => channel)],
      ...[given.map(({ source }) => source), given.map(({ givenAt }) => givenAt)],
    ],
  );
}

async function insertFailedRows(
  sql: Transaction,
  businessId: number,
  importId: number,
  rows: readonly FaultyRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql.query(
    `INSERT INTO import_failed_rows (business_id, import_id, line, cells, errors)
     SELECT $1, $2, * FROM unnest($3::int[], $4::jsonb[], $5::jsonb[])`,
    [
      ...[businessId, importId, rows.map(({ line }) => line)],
      ...[rows.map(({ cells }) => JSON.stringify(cells)), rows.map(({ errors }) => JSON.stringify(errors))],
    ],
  );
}

/** Ends an import that cannot go on, and what is left of its staging. A no-op where it has ended. */
export async function failImport(business: Business, importId: number, reason: string): Promise<boolean> {
  return business.transaction(async (sql) => {
    const [failed] = await sql.query<{ stagingId: string }>(
      `UPDATE imports SET status = 'failed', finished_at = clock_timestamp(), last_error = $3
        WHERE business_id = $1 AND id = $2 AND status IN ('pending', 'running') RETURNING staging_id AS "stagingId"`,
      [business.id, importId, shortError(reason)],
    );
    if (!failed) return false;
    const statement = 'DELETE FROM staged_import_rows WHERE staging_id = $1 AND business_id = $2';
    await sql.query(statement, [failed.stagingId, business.id]);
    return true;
  });
}

/** Imports of every business that are not over yet. */
export function findOpenImports(dataSource: DataSource, minAgeSeconds: number): Promise<FoundImport[]> {
  return query(dataSource, 'SELECT business_id AS "businessId", import_id AS "importId" FROM find_open_imports($1)', [
    minAgeSeconds,
  ]);
}

/** The namespace of its workflow; null where the import has ended. */
export async function namespaceOfOpenImport(business: Business, importId: number): Promise<string | null> {
  const row = await business.first<{ namespace: string }>(
    `SELECT temporal_namespace AS namespace FROM imports
      WHERE business_id = $1 AND id = $2 AND status IN ('pending', 'running')`,
    [business.id, importId],
  );
  return row?.namespace ?? null;
}
