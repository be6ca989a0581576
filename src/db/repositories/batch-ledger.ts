import type { BatchOutcome, RecordedBatch, RowAnswer } from '../../operations/batch.js';
import type { Sql } from '../../operations/definition.js';
import { LIVE } from '../live-condition.js';
import { ROW_STATE } from '../row-state-column.js';
import type { Transaction } from '../transaction.js';
import { countBatch, PACE } from './job-pace.js';

const ROW_ANSWER = `cancel_requested_at IS NOT NULL AS "stopRequested", ${ROW_STATE}, ${PACE}`;

/**
 * Opens the ledger's row of a batch: the first statement of its transaction. It waits (up to `lock_timeout`) for
 * another attempt of the same batch that is still in flight.
 *
 * @returns false when the batch has been done: nothing else may happen then
 */
export async function openBatch(
  sql: Transaction,
  businessId: number,
  jobId: string,
  batchNo: number,
): Promise<boolean> {
  const opened = await sql.queryPrepared(
    'open_batch',
    'INSERT INTO job_batches (job_id, batch_no, business_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1',
    [jobId, batchNo, businessId],
  );
  return opened.length > 0;
}

/** The recorded result of a batch that has been done; null when the job is no longer live. */
export async function readBatch(
  sql: Sql,
  businessId: number,
  jobId: string,
  batchNo: number,
): Promise<RecordedBatch | null> {
  const [row] = await sql.query<RecordedBatch>(
    `SELECT b.next_cursor AS "nextCursor", b.exhausted, b.processed, b.succeeded, b.failed_count AS failed, b.skipped,
            j."stopRequested", j."row", j."pace"
       FROM job_batches b
       JOIN (SELECT id, ${ROW_ANSWER}
               FROM jobs WHERE id = $1 AND business_id = $3 AND ${LIVE}) j ON j.id = b.job_id
      WHERE b.job_id = $1 AND b.batch_no = $2 AND b.business_id = $3`,
    [jobId, batchNo, businessId],
  );
  return row ?? null;
}

/**
 * Closes the batch: the ledger's row and, last of all locks, the job's row, in one statement (one round trip). The
 * condition on the status is the fence: for a settled job nothing is written.
 *
 * Batch size and throttle are not written here: a batch that was begun before a change of speed would show the old ones
 * again until the next batch ends.
 *
 * @param durationMs of this attempt so far
 * @param whilePaused whether a paused job takes the batch all the same
 * @returns null when the job is not live, or paused: roll everything back
 */
export async function closeBatch(
  sql: Transaction,
  businessId: number,
  jobId: string,
  batchNo: number,
  outcome: BatchOutcome,
  changedSince: number,
  runNo: number,
  runId: string | null,
  durationMs: number,
  whilePaused: boolean,
): Promise<RowAnswer | null> {
  const [row] = await sql.queryPrepared<RowAnswer>(
    'close_batch',
    `WITH ledger AS (
       UPDATE job_batches
          SET next_cursor = $3, exhausted = $4, processed = $5, succeeded = $6, failed_count = $7, skipped = $8,
              finished_at = clock_timestamp()
        WHERE job_id = $1 AND batch_no = $2 AND business_id = $10)
     UPDATE jobs
        SET processed = processed + $5, succeeded = succeeded + $6, failed_count = failed_count + $7,
            skipped = skipped + $8, total = GREATEST(total, processed + $5), heartbeat_at = clock_timestamp(),
            runs = GREATEST(runs, $9), temporal_run_id = COALESCE($13, temporal_run_id),
            changed_since = changed_since + $14,
            ${countBatch('$5::bigint', '$12::bigint')}
      WHERE id = $1 AND business_id = $10 AND ${LIVE} AND ($11::boolean OR status <> 'paused')
      RETURNING ${ROW_ANSWER}`,
    [
      jobId,
      batchNo,
      outcome.nextCursor,
      outcome.exhausted,
      outcome.processed,
      outcome.succeeded,
      outcome.failed,
      outcome.skipped,
      runNo,
      businessId,
      whilePaused,
      durationMs,
      runId,
      changedSince,
    ],
  );
  return row ?? null;
}

/** What a live job's row says to a batch that could not be closed; null when the job is final. */
export async function readRow(sql: Sql, businessId: number, jobId: string): Promise<RowAnswer | null> {
  const [row] = await sql.query<RowAnswer>(
    `SELECT ${ROW_ANSWER} FROM jobs WHERE id = $1 AND business_id = $2 AND ${LIVE}`,
    [jobId, businessId],
  );
  return row ?? null;
}

export interface TargetFailure {
  readonly targetId: number;
  /** SQLSTATE, or the code of a refusal by the domain. Never row data. */
  readonly code: string;
  readonly constraint: string | undefined;
}

export async function recordFailures(
  sql: Sql,
  businessId: number,
  jobId: string,
  batchNo: number,
  failures: readonly TargetFailure[],
): Promise<void> {
  if (failures.length === 0) return;
  await sql.query(
    `INSERT INTO job_failures (job_id, target_id, batch_no, code, constraint_name, business_id)
     SELECT $1, f.target_id, $2, f.code, f.constraint_name, $6
       FROM unnest($3::bigint[], $4::text[], $5::text[]) AS f (target_id, code, constraint_name)
     ON CONFLICT DO NOTHING`,
    [
      jobId,
      batchNo,
      failures.map(({ targetId }) => targetId),
      failures.map(({ code }) => code),
      failures.map(({ constraint }) => constraint ?? null),
      businessId,
    ],
  );
}
