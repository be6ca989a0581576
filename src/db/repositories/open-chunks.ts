import type { ChunkId } from '../../operations/batch.js';
import type { Sql } from '../../operations/definition.js';
import type { Counters } from '../../operations/progress.js';
import type { Transaction } from '../transaction.js';

/**
 * Chunks of messages in the ledger. Such a chunk is opened by one transaction, which composes its messages, and closed by
 * another one, once all of them have an outcome. Until then its row of the ledger has no `finished_at`.
 */
export interface OpenChunk {
  /** How many targets it is about, also those that are gone. */
  readonly taken: number;
  readonly nextCursor: number;
  readonly exhausted: boolean;
}

/** As SQL over `jobs`: messages of the job may be composed and sent now, and whoever ends it will close their chunks. */
export const IS_SENDING = `sends_messages AND status = 'running' AND cancel_requested_at IS NULL AND ending_at IS NULL`;

/**
 * Ends the first transaction of a chunk, whose messages are composed: the ledger's row and, last of all locks, the job's row.
 * Targets that were changed since the acceptance are counted here, because nobody finds them later.
 *
 * @returns false when the job does not send now: roll everything back
 */
export async function leaveOpen(
  sql: Transaction,
  { businessId, jobId, streamNo, chunkNo }: ChunkId,
  { taken, nextCursor, exhausted }: OpenChunk,
  changedSince: number,
): Promise<boolean> {
  const left = await sql.queryPrepared(
    'leave_chunk_open',
    `WITH ledger AS (
       UPDATE job_batches SET processed = $5, next_cursor = $6, exhausted = $7
        WHERE job_id = $1 AND stream_no = $2 AND batch_no = $3 AND business_id = $4)
     UPDATE jobs SET changed_since = changed_since + $8, heartbeat_at = clock_timestamp()
      WHERE id = $1 AND business_id = $4 AND ${IS_SENDING}
      RETURNING 1`,
    [jobId, streamNo, chunkNo, businessId, taken, nextCursor, exhausted, changedSince],
  );
  return left.length > 0;
}

/** Null where it is closed, or was never opened. */
export function findOpenChunk(sql: Sql, chunk: ChunkId): Promise<OpenChunk | null> {
  return selectOpenChunk(sql, chunk, '');
}

/** The same, and nobody else closes it until the transaction ends. The first lock of whoever closes a chunk. */
export function lockOpenChunk(sql: Sql, chunk: ChunkId): Promise<OpenChunk | null> {
  return selectOpenChunk(sql, chunk, 'FOR UPDATE');
}

async function selectOpenChunk(
  sql: Sql,
  { businessId, jobId, streamNo, chunkNo }: ChunkId,
  lock: '' | 'FOR UPDATE',
): Promise<OpenChunk | null> {
  const [open] = await sql.query<OpenChunk>(
    `SELECT processed AS taken, next_cursor AS "nextCursor", exhausted FROM job_batches
      WHERE job_id = $1 AND stream_no = $2 AND batch_no = $3 AND business_id = $4 AND finished_at IS NULL ${lock}`,
    [jobId, streamNo, chunkNo, businessId],
  );
  return open ?? null;
}

/**
 * Whether messages of the job may be sent now. It stays so until the transaction ends: whoever pauses, cancels or ends the job
 * waits for it. The last lock of a transaction that claims a message.
 */
export async function lockSendingJob(
  sql: Sql,
  { businessId, jobId }: Pick<ChunkId, 'businessId' | 'jobId'>,
): Promise<boolean> {
  const found = await sql.query(`SELECT FROM jobs WHERE id = $1 AND business_id = $2 AND ${IS_SENDING} FOR SHARE`, [
    jobId,
    businessId,
  ]);
  return found.length > 0;
}

/** Somebody ends the job: no message of it is sent any more. */
export async function isEnding(
  sql: Sql,
  { businessId, jobId }: Pick<ChunkId, 'businessId' | 'jobId'>,
): Promise<boolean> {
  const found = await sql.query('SELECT FROM jobs WHERE id = $1 AND business_id = $2 AND ending_at IS NOT NULL', [
    jobId,
    businessId,
  ]);
  return found.length > 0;
}

/** What the messages of a chunk say of it. Targets without a message are gone, and count as skipped. */
export function countersOf(processed: number, { succeeded, failed }: Pick<Counters, 'succeeded' | 'failed'>): Counters {
  return { processed, succeeded, failed, skipped: processed - succeeded - failed };
}

/**
 * Closes all open chunks of a job that ends, and counts them in its row. `ending_at` has been committed, so that no other can
 * be opened and no message be claimed meanwhile. What was not claimed is not attempted; of what was claimed and has no outcome
 * nobody knows. It does nothing to a job that is not about to end.
 *
 * A function of the database, because the API ends jobs as well, and sees neither the ledger nor the outbox.
 */
export async function closeOpenChunks(sql: Sql, jobId: string): Promise<void> {
  await sql.query('SELECT close_open_chunks($1)', [jobId]);
}
