import type { ChunkOutcome, ChunkId, RecordedChunk, RowAnswer } from '../../operations/batch.js';
import type { Sql } from '../../operations/definition.js';
import { NO_HOLD_BUT_A_NEW_ONE } from '../hold-columns.js';
import { LIVE } from '../live-condition.js';
import { ROW_STATE } from '../row-state-column.js';
import type { Transaction } from '../transaction.js';
import { countChunk, PACE } from './job-pace.js';

export const ROW_ANSWER = `cancel_requested_at IS NOT NULL AS "stopRequested", ${ROW_STATE}, ${PACE}`;

/**
 * Opens the ledger's row of a chunk: the first statement of its transaction. It waits (up to `lock_timeout`) for
 * another attempt of the same chunk that is still in flight.
 *
 * @returns false when the chunk is there: it has been done, or its messages are being sent
 */
export async function openChunk(sql: Transaction, { businessId, jobId, streamNo, chunkNo }: ChunkId): Promise<boolean> {
  const opened = await sql.queryPrepared(
    'open_chunk',
    `INSERT INTO job_batches (job_id, stream_no, batch_no, business_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING 1`,
    [jobId, streamNo, chunkNo, businessId],
  );
  return opened.length > 0;
}

/** The recorded result of a chunk that has been done; null when it has not, or the job is no longer live. */
export async function readChunk(
  sql: Sql,
  { businessId, jobId, streamNo, chunkNo }: ChunkId,
): Promise<RecordedChunk | null> {
  const [row] = await sql.query<RecordedChunk>(
    `SELECT b.next_cursor AS "nextCursor", b.exhausted, b.processed, b.succeeded, b.failed_count AS failed, b.skipped,
            j."stopRequested", j."row", j."pace"
       FROM job_batches b
       JOIN (SELECT id, ${ROW_ANSWER}
               FROM jobs WHERE id = $1 AND business_id = $4 AND ${LIVE}) j ON j.id = b.job_id
      WHERE b.job_id = $1 AND b.stream_no = $2 AND b.batch_no = $3 AND b.business_id = $4 AND b.finished_at IS NOT NULL`,
    [jobId, streamNo, chunkNo, businessId],
  );
  return row ?? null;
}

/** What is written of a chunk that was done, into the ledger and the job's row. */
interface DoneChunk {
  readonly outcome: ChunkOutcome;
  /** Targets that were changed after the acceptance, and so were not acted on. */
  readonly changedSince: number;
  readonly runNo: number;
  /** Id of the workflow run. */
  readonly runId: string | null;
  /** Of this attempt so far. */
  readonly durationMs: number;
  /** Most targets that it could have. */
  readonly size: number;
  /** Whether a paused job takes the chunk all the same. */
  readonly whilePaused: boolean;
}

/**
 * Closes the chunk: the ledger's row and, last of all locks, the job's row, in one statement (one round trip). The
 * condition on the status is the fence: for a settled job nothing is written.
 *
 * Batch size and throttle are not written here: a chunk that was begun before a change of speed would show the old ones
 * again until the next one ends.
 *
 * @returns null when the job is not live, or paused: roll everything back
 */
export async function closeChunk(
  sql: Transaction,
  { businessId, jobId, streamNo, chunkNo }: ChunkId,
  { outcome, changedSince, runNo, runId, durationMs, size, whilePaused }: DoneChunk,
): Promise<RowAnswer | null> {
  const { nextCursor, exhausted, processed, succeeded, failed, skipped } = outcome;
  const [row] = await sql.queryPrepared<RowAnswer>(
    'close_chunk',
    `WITH ledger AS (
       UPDATE job_batches
          SET next_cursor = $5, exhausted = $6, processed = $7, succeeded = $8, failed_count = $9, skipped = $10,
              finished_at = clock_timestamp()
        WHERE job_id = $1 AND stream_no = $2 AND batch_no = $3 AND business_id = $4)
     UPDATE jobs
        SET processed = processed + $7, succeeded = succeeded + $8, failed_count = failed_count + $9,
            skipped = skipped + $10, total = GREATEST(total, processed + $7), heartbeat_at = clock_timestamp(),
            runs = GREATEST(runs, $11), temporal_run_id = COALESCE($12, temporal_run_id),
            changed_since = changed_since + $13, ${NO_HOLD_BUT_A_NEW_ONE}, chunk_size = $16,
            ${countChunk('$7::bigint', '$14::bigint')}
      WHERE id = $1 AND business_id = $4 AND ${LIVE} AND ($15::boolean OR status <> 'paused')
      RETURNING ${ROW_ANSWER}`,
    [
      jobId,
      streamNo,
      chunkNo,
      businessId,
      nextCursor,
      exhausted,
      processed,
      succeeded,
      failed,
      skipped,
      runNo,
      runId,
      changedSince,
      durationMs,
      whilePaused,
      size,
    ],
  );
  return row ?? null;
}

/** What a live job's row says to a chunk that could not be closed; null when the job is final. */
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
  { businessId, jobId, chunkNo }: Omit<ChunkId, 'streamNo'>,
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
      chunkNo,
      failures.map(({ targetId }) => targetId),
      failures.map(({ code }) => code),
      failures.map(({ constraint }) => constraint ?? null),
      businessId,
    ],
  );
}
