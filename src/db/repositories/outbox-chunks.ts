import type { ChunkId } from '../../operations/batch.js';
import type { Sql } from '../../operations/definition.js';
import type { ComposedMessage } from '../../operations/message.js';
import type { TargetFailure } from './chunk-ledger.js';

/** What concerns all messages of one chunk. */
const OF_CHUNK = 'job_id = $1 AND stream_no = $2 AND chunk_no = $3 AND business_id = $4';

const chunkParameters = ({ businessId, jobId, streamNo, chunkNo }: ChunkId): unknown[] => [
  jobId,
  streamNo,
  chunkNo,
  businessId,
];

/**
 * Writes the composed messages. Of several targets with one address the first one has it; the others are skipped.
 *
 * In the order of the addresses, whatever the order of the targets: two streams that have addresses in common wait for each
 * other, and in another order they would deadlock.
 */
export async function insertMessages(sql: Sql, chunk: ChunkId, messages: readonly ComposedMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await sql.query(
    `WITH composed AS MATERIALIZED (
       SELECT * FROM unnest($5::bigint[], $6::text[], $7::text[]) AS c (target_id, address, skipped)),
     held AS (
       INSERT INTO outbox (job_id, stream_no, chunk_no, business_id, target_id, state, address)
       SELECT $1, $2, $3, $4, target_id, 'prepared', address
         FROM composed WHERE skipped IS NULL ORDER BY address, target_id
       ON CONFLICT DO NOTHING RETURNING target_id)
     INSERT INTO outbox (job_id, stream_no, chunk_no, business_id, target_id, state, address, code)
     SELECT $1, $2, $3, $4, target_id, 'skipped', address, COALESCE(skipped, 'duplicate')
       FROM composed WHERE target_id NOT IN (SELECT target_id FROM held)`,
    [
      ...chunkParameters(chunk),
      messages.map(({ targetId }) => targetId),
      messages.map((message) => ('address' in message ? message.address : null)),
      messages.map((message) => ('skipped' in message ? message.skipped : null)),
    ],
  );
}

/** Targets for which nothing could be composed. */
export async function insertFailedMessages(
  sql: Sql,
  chunk: ChunkId,
  failures: readonly Pick<TargetFailure, 'targetId' | 'code'>[],
): Promise<void> {
  if (failures.length === 0) return;
  await sql.query(
    `INSERT INTO outbox (job_id, stream_no, chunk_no, business_id, target_id, state, code, failed_by)
     SELECT $1, $2, $3, $4, f.target_id, 'failed', f.code, 'house' FROM unnest($5::bigint[], $6::text[]) AS f (target_id, code)`,
    [...chunkParameters(chunk), failures.map(({ targetId }) => targetId), failures.map(({ code }) => code)],
  );
}

/**
 * Takes back all that was composed behind the last message that there is room for.
 *
 * @returns the target of that message; null where there is room for all
 */
export async function cutMessages(sql: Sql, chunk: ChunkId, room: number): Promise<number | null> {
  const [last] = await sql.query<{ targetId: number }>(
    `SELECT target_id AS "targetId" FROM outbox
      WHERE ${OF_CHUNK} AND state <> 'skipped' ORDER BY target_id OFFSET $5 LIMIT 1`,
    [...chunkParameters(chunk), room - 1],
  );
  if (!last) return null;
  await sql.query(`DELETE FROM outbox WHERE ${OF_CHUNK} AND target_id > $5`, [
    ...chunkParameters(chunk),
    last.targetId,
  ]);
  return last.targetId;
}

export interface PreparedMessage {
  readonly targetId: number;
  readonly address: string;
}

interface PreparedMessages {
  readonly due: readonly PreparedMessage[];
  /** Until the first of those that are not due; null without such. */
  readonly nextDueInMs: number | null;
}

/** Those that are still to be sent. */
export async function listPrepared(sql: Sql, chunk: ChunkId): Promise<PreparedMessages> {
  const rows = await sql.query<PreparedMessage & { readonly dueInMs: number }>(
    `SELECT target_id AS "targetId", address,
            GREATEST(0, ceil(extract(epoch FROM due_at - clock_timestamp()) * 1000))::bigint AS "dueInMs"
       FROM outbox WHERE ${OF_CHUNK} AND state = 'prepared' ORDER BY target_id`,
    chunkParameters(chunk),
  );
  const later = rows.filter(({ dueInMs }) => dueInMs > 0).map(({ dueInMs }) => dueInMs);
  return {
    due: rows.filter(({ dueInMs }) => dueInMs === 0),
    nextDueInMs: later.length > 0 ? Math.min(...later) : null,
  };
}

/**
 * A message whose attempt has not written its outcome within its lease becomes `unknown`: the attempt is dead or frozen, and
 * the provider may have the message.
 *
 * @returns ms until the last of the others; null where none is being sent
 */
export async function endLeases(sql: Sql, chunk: ChunkId): Promise<number | null> {
  await sql.query(
    `UPDATE outbox SET state = 'unknown', code = 'lost_worker', lease_until = NULL, state_at = clock_timestamp()
      WHERE ${OF_CHUNK} AND state = 'sending' AND lease_until <= clock_timestamp()`,
    chunkParameters(chunk),
  );
  const [left] = await sql.query<{ leftMs: number | null }>(
    `SELECT ceil(extract(epoch FROM max(lease_until) - clock_timestamp()) * 1000)::bigint AS "leftMs"
       FROM outbox WHERE ${OF_CHUNK} AND state = 'sending'`,
    chunkParameters(chunk),
  );
  const leftMs = left?.leftMs ?? null;
  return leftMs === null ? null : Math.max(leftMs, 1);
}

/** Gives up what is not sent yet. It may be tried again by another job. */
export async function failPrepared(sql: Sql, chunk: ChunkId, code: string): Promise<void> {
  await sql.query(
    `UPDATE outbox SET state = 'failed', failed_by = 'house', code = $5, state_at = clock_timestamp()
      WHERE ${OF_CHUNK} AND state = 'prepared'`,
    [...chunkParameters(chunk), code],
  );
}

interface MessageCounts {
  /** Prepared, or being sent. */
  readonly unsettled: number;
  readonly succeeded: number;
  /** With those of which nobody knows. */
  readonly failed: number;
}

export async function countMessages(sql: Sql, chunk: ChunkId): Promise<MessageCounts> {
  const [counts] = await sql.query<MessageCounts>(
    `SELECT count(*) FILTER (WHERE state IN ('prepared', 'sending')) AS unsettled,
            count(*) FILTER (WHERE state IN ('accepted', 'sent', 'delivered', 'read')) AS succeeded,
            count(*) FILTER (WHERE state IN ('failed', 'unknown')) AS failed
       FROM outbox WHERE ${OF_CHUNK}`,
    chunkParameters(chunk),
  );
  return counts!;
}

/**
 * Those that another job may try again: the provider has refused them, or they never left the house. Neither `unknown` ones nor
 * those that a webhook has called failed are among them: the provider has taken those, or may have.
 */
export async function readFailures(sql: Sql, chunk: ChunkId): Promise<TargetFailure[]> {
  const rows = await sql.query<{ targetId: number; code: string }>(
    `SELECT target_id AS "targetId", COALESCE(code, 'failed') AS code FROM outbox
      WHERE ${OF_CHUNK} AND state = 'failed' AND failed_by <> 'webhook' ORDER BY target_id`,
    chunkParameters(chunk),
  );
  return rows.map((row) => ({ ...row, constraint: undefined }));
}
