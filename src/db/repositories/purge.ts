import type { DataSource } from 'typeorm';
import type { Business } from '../business.js';
import { LIVE } from '../live-condition.js';
import { query } from '../transaction.js';

/** A job, and the business to look for it in. */
export interface FoundJob {
  readonly businessId: number;
  readonly jobId: string;
}

/** Rows per statement: a purge must never hold locks or write-ahead log for a whole table at once. */
const CHUNK = 10_000;
const UNCLAIMED_AFTER = '1 hour';

const FOUND = 'business_id AS "businessId", job_id AS "jobId"';

/** Stagings of every business that no job has claimed in time. */
export function findUnclaimedStagings(dataSource: DataSource): Promise<{ businessId: number; stagingId: string }[]> {
  return query(
    dataSource,
    'SELECT business_id AS "businessId", staging_id AS "stagingId" FROM find_unclaimed_stagings($1)',
    [UNCLAIMED_AFTER],
  );
}

/** Stagings of rows, of every business, that no import is at work on. */
export function findUnclaimedImportRows(dataSource: DataSource): Promise<{ businessId: number; stagingId: string }[]> {
  return query(
    dataSource,
    'SELECT business_id AS "businessId", staging_id AS "stagingId" FROM find_unclaimed_import_rows($1)',
    [UNCLAIMED_AFTER],
  );
}

/** Imports of every business that ended long ago and still have failed rows; some of them, the next purge finds more. */
export function findPurgeableImports(
  dataSource: DataSource,
  retentionDays: number,
): Promise<{ businessId: number; importId: number }[]> {
  return query(
    dataSource,
    'SELECT business_id AS "businessId", import_id AS "importId" FROM find_purgeable_imports($1, 1000)',
    [retentionDays],
  );
}

export function deleteFailedRows(business: Business, importId: number, signal: AbortSignal): Promise<void> {
  return deleteInChunks(business, 'import_failed_rows', 'import_id = $1', importId, signal);
}

/** Finished jobs of every business that still have a ledger, failures or staged ids. */
export function findPurgeableJobs(dataSource: DataSource, retentionDays: number, atMost: number): Promise<FoundJob[]> {
  return query(dataSource, `SELECT ${FOUND} FROM find_purgeable_jobs($1, $2)`, [retentionDays, atMost]);
}

/** Jobs of every business whose idempotency keys have had their time. */
export function findPurgeableKeys(dataSource: DataSource, retentionDays: number, atMost: number): Promise<FoundJob[]> {
  return query(dataSource, `SELECT ${FOUND} FROM find_purgeable_keys($1, $2)`, [retentionDays, atMost]);
}

/**
 * Outbox, ledger, failures and staged ids of a job; the staging's header last, because it is what the finder looks for. Nothing of a
 * job that a live retry needs.
 */
export async function deleteLedgers(business: Business, jobId: string, signal: AbortSignal): Promise<void> {
  if (!(await noteDeletion(business, jobId))) return;
  await deleteInChunks(business, 'job_failures', 'job_id = $1', jobId, signal);
  await deleteInChunks(business, 'outbox', 'job_id = $1', jobId, signal);
  await deleteInChunks(business, 'message_days', 'job_id = $1', jobId, signal);
  // The finder looks for the ledger: without it, no later purge would find what is left of the addresses.
  if (signal.aborted) return;
  await deleteInChunks(business, 'job_batches', 'job_id = $1', jobId, signal);
  const job = await business.first<{ stagingId: string | null }>(
    'SELECT staging_id AS "stagingId" FROM jobs WHERE id = $1 AND business_id = $2',
    [jobId, business.id],
  );
  if (!job?.stagingId) return;
  await deleteInChunks(business, 'staged_ids', 'staging_id = $1', job.stagingId, signal);
  if (signal.aborted) return;
  const statement = 'DELETE FROM staged_selections WHERE id = $1 AND business_id = $2';
  await business.query(statement, [job.stagingId, business.id]);
}

/**
 * Notes on a final job's row that its results go, before the first of them does. False where a live job tries its failures
 * again.
 */
function noteDeletion(business: Business, jobId: string): Promise<boolean> {
  return business.transaction(async (sql) => {
    // In this order: a retry that is being accepted holds the row, and is seen by the statement after it.
    await sql.query('SELECT FROM jobs WHERE id = $1 AND business_id = $2 FOR UPDATE', [jobId, business.id]);
    const noted = await sql.query(
      `UPDATE jobs SET results_deleted_at = COALESCE(results_deleted_at, clock_timestamp())
        WHERE id = $1 AND business_id = $2 AND NOT (${LIVE})
          AND NOT EXISTS (SELECT FROM jobs AS retry WHERE retry.retry_of = $1 AND retry.business_id = $2 AND retry.${LIVE})
        RETURNING 1`,
      [jobId, business.id],
    );
    return noted.length > 0;
  });
}

/** Idempotency keys of the business that have had their time. */
export function deleteKeys(business: Business, retentionDays: number, signal: AbortSignal): Promise<void> {
  const condition = 'created_at < clock_timestamp() - make_interval(days => $1)';
  return deleteInChunks(business, 'idempotency_keys', condition, retentionDays, signal);
}

/** Businesses with events of channels that have had their time; some of them, the next purge finds more. */
export function findPurgeableChannelEvents(
  dataSource: DataSource,
  retentionDays: number,
): Promise<{ businessId: number }[]> {
  return query(dataSource, 'SELECT business_id AS "businessId" FROM find_purgeable_channel_events($1, 10000)', [
    retentionDays,
  ]);
}

export function deleteChannelEvents(business: Business, retentionDays: number, signal: AbortSignal): Promise<void> {
  const condition = 'received_at < clock_timestamp() - make_interval(days => $1)';
  return deleteInChunks(business, 'channel_events', condition, retentionDays, signal);
}

async function deleteInChunks(
  business: Business,
  table: string,
  condition: string,
  parameter: string | number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const gone = await business.query(
      `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM ${table} WHERE (${condition}) AND business_id = $2 LIMIT ${CHUNK}))
       RETURNING 1`,
      [parameter, business.id],
    );
    if (gone.length < CHUNK || signal.aborted) return;
  }
}
