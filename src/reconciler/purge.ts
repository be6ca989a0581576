import type { DataSource } from 'typeorm';
import { discardStaging } from '../db/repositories/staged-selections.js';
import { query } from '../db/transaction.js';

/** Rows per statement: a purge must never hold locks or write-ahead log for a whole table at once. */
const CHUNK = 10_000;
const JOBS_AT_ONCE = 50;

/**
 * Removes what nobody needs any more: staged ids that no job claimed within an hour, and, `retentionDays` after their
 * end, the ledgers, failures and staged ids of finished jobs (the job's own row stays: it is the record of what was
 * done), and idempotency keys of that age. Small transactions; safe to run from several processes and to interrupt.
 */
export async function purge(dataSource: DataSource, retentionDays: number, signal: AbortSignal): Promise<void> {
  const orphans = await query<{ id: string }>(
    dataSource,
    `SELECT id FROM staged_selections
      WHERE job_id IS NULL AND created_at < clock_timestamp() - interval '1 hour' ORDER BY created_at`,
  );
  for (const { id } of orphans) {
    if (signal.aborted) return;
    await discardStaging(dataSource.manager, id);
  }
  await purgeFinishedJobs(dataSource, retentionDays, signal);
  await deleteInChunks(
    dataSource,
    'idempotency_keys',
    'created_at < clock_timestamp() - make_interval(days => $1)',
    retentionDays,
    signal,
  );
}

async function purgeFinishedJobs(dataSource: DataSource, retentionDays: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const jobs = await query<{ id: string; stagingId: string | null }>(
      dataSource,
      `SELECT j.id, j.staging_id AS "stagingId" FROM jobs j
        WHERE j.finished_at < clock_timestamp() - make_interval(days => $1)
          AND (EXISTS (SELECT FROM job_batches b WHERE b.job_id = j.id)
               OR EXISTS (SELECT FROM job_failures f WHERE f.job_id = j.id)
               OR EXISTS (SELECT FROM staged_selections s WHERE s.id = j.staging_id))
        ORDER BY j.finished_at LIMIT ${JOBS_AT_ONCE}`,
      [retentionDays],
    );
    if (jobs.length === 0) return;
    for (const { id, stagingId } of jobs) {
      if (signal.aborted) return;
      await deleteInChunks(dataSource, 'job_failures', 'job_id = $1', id, signal);
      await deleteInChunks(dataSource, 'job_batches', 'job_id = $1', id, signal);
      if (stagingId === null) continue;
      await deleteInChunks(dataSource, 'staged_ids', 'staging_id = $1', stagingId, signal);
      await query(dataSource, 'DELETE FROM staged_selections WHERE id = $1', [stagingId]);
    }
  }
}

async function deleteInChunks(
  dataSource: DataSource,
  table: string,
  condition: string,
  parameter: string | number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const gone = await query(
      dataSource,
      `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${CHUNK}))
       RETURNING 1`,
      [parameter],
    );
    if (gone.length < CHUNK || signal.aborted) return;
  }
}
