import type { DataSource } from 'typeorm';
import { query, queryInBusiness } from '../transaction.js';

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

/** Finished jobs of every business that still have a ledger, failures or staged ids. */
export function findPurgeableJobs(dataSource: DataSource, retentionDays: number, atMost: number): Promise<FoundJob[]> {
  return query(dataSource, `SELECT ${FOUND} FROM find_purgeable_jobs($1, $2)`, [retentionDays, atMost]);
}

/** Jobs of every business whose idempotency keys have had their time. */
export function findPurgeableKeys(dataSource: DataSource, retentionDays: number, atMost: number): Promise<FoundJob[]> {
  return query(dataSource, `SELECT ${FOUND} FROM find_purgeable_keys($1, $2)`, [retentionDays, atMost]);
}

export const deletePurgeable = {
  /** Ledger, failures and staged ids of a job; the staging's header last, because it is what the finder looks for. */
  async ledgersOf(dataSource: DataSource, businessId: number, jobId: string, signal: AbortSignal): Promise<void> {
    await deleteInChunks(dataSource, businessId, 'job_failures', 'job_id = $1', jobId, signal);
    await deleteInChunks(dataSource, businessId, 'job_batches', 'job_id = $1', jobId, signal);
    const [job] = await queryInBusiness<{ stagingId: string | null }>(
      dataSource,
      businessId,
      'SELECT staging_id AS "stagingId" FROM jobs WHERE id = $1 AND business_id = $2',
      [jobId, businessId],
    );
    if (!job?.stagingId) return;
    await deleteInChunks(dataSource, businessId, 'staged_ids', 'staging_id = $1', job.stagingId, signal);
    if (signal.aborted) return;
    await queryInBusiness(dataSource, businessId, 'DELETE FROM staged_selections WHERE id = $1 AND business_id = $2', [
      job.stagingId,
      businessId,
    ]);
  },

  /** Idempotency keys of the business that have had their time. */
  keysOf(dataSource: DataSource, businessId: number, retentionDays: number, signal: AbortSignal): Promise<void> {
    const condition = 'created_at < clock_timestamp() - make_interval(days => $1)';
    return deleteInChunks(dataSource, businessId, 'idempotency_keys', condition, retentionDays, signal);
  },
};

async function deleteInChunks(
  dataSource: DataSource,
  businessId: number,
  table: string,
  condition: string,
  parameter: string | number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const gone = await queryInBusiness(
      dataSource,
      businessId,
      `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM ${table} WHERE (${condition}) AND business_id = $2 LIMIT ${CHUNK}))
       RETURNING 1`,
      [parameter, businessId],
    );
    if (gone.length < CHUNK || signal.aborted) return;
  }
}
