import type { DataSource } from 'typeorm';
import type { JobParameters, Sql } from '../../operations/definition.js';
import type { Message } from '../../operations/message.js';
import { query } from '../transaction.js';

/** Messages of which nobody knows whether the provider has them. */

type MessageId = Pick<Message, 'businessId' | 'jobId' | 'targetId'>;

export interface FoundUnknown extends MessageId {
  readonly operationType: string;
}

/** For so long after its answer was lost, or a person asked for it, a provider is asked what became of a message, and so often. */
const ASKED_WITHIN = '10 minutes 30 seconds';
const ASKED_EVERY = '1 minute';
/** The provider tells to the second, by a clock of its own: an earlier message to the address may look like a later one. */
const MISTAKEN_WITHIN = '1 hour';

/** How many messages of the last 24 hours nobody knows the fate of, by operation type. */
export function countUnknown(dataSource: DataSource): Promise<{ operationType: string; count: number }[]> {
  return query(dataSource, 'SELECT operation_type AS "operationType", count FROM count_unknown_messages()');
}

/** Those of these types that are due to be asked about, of every business; what has been due the longest first. */
export function findUnknown(dataSource: DataSource, types: readonly string[], atMost: number): Promise<FoundUnknown[]> {
  return query(
    dataSource,
    `SELECT business_id AS "businessId", job_id AS "jobId", target_id AS "targetId", operation_type AS "operationType"
       FROM find_unknown_messages($1, $2, $3)`,
    [types, ASKED_WITHIN, atMost],
  );
}

/**
 * The messages of a job of which nobody knows are asked about for as long as if their answers were lost now. When each of them is due
 * stays: asking for it again and again does not make the provider be asked more often.
 *
 * @returns how many; not those that were claimed by a worker of a version that did not write down when
 */
export async function askAboutAgain(
  sql: Sql,
  { businessId, jobId }: Pick<MessageId, 'businessId' | 'jobId'>,
): Promise<number> {
  // In one order: two that ask for it at once wait for each other.
  const asked = await sql.query(
    `WITH unknown AS (
       SELECT target_id FROM outbox
        WHERE job_id = $1 AND business_id = $2 AND state = 'unknown' AND claimed_at IS NOT NULL
        ORDER BY target_id FOR UPDATE)
     UPDATE outbox o SET asked_since = clock_timestamp() FROM unknown
      WHERE o.job_id = $1 AND o.business_id = $2 AND o.target_id = unknown.target_id
      RETURNING 1`,
    [jobId, businessId],
  );
  return asked.length;
}

export interface UnknownMessage {
  readonly address: string;
  /** It left the house then or later, if it did. */
  readonly claimedAt: Date;
  readonly parameters: JobParameters;
}

/** It is due again after a while. Null where it is not due any more: another worker asks, or its fate is known by now. */
export async function takeUnknown(
  sql: Sql,
  { businessId, jobId, targetId }: MessageId,
): Promise<UnknownMessage | null> {
  const [taken] = await sql.query<UnknownMessage>(
    `UPDATE outbox o SET due_at = clock_timestamp() + $4::interval FROM jobs j
      WHERE o.job_id = $1 AND o.target_id = $2 AND o.business_id = $3 AND o.state = 'unknown'
        AND o.due_at <= clock_timestamp() AND o.claimed_at IS NOT NULL AND j.id = o.job_id AND j.business_id = $3
      RETURNING o.address, o.claimed_at AS "claimedAt", j.parameters`,
    [jobId, targetId, businessId, ASKED_EVERY],
  );
  return taken ?? null;
}

/**
 * The provider has taken a message of which nobody knew: exactly one of what it has taken for that address is no other message's.
 * Where another one to the same address is unknown as well, it may be that one's, and both stay unknown.
 *
 * @param references of what the provider has taken for its address since it was claimed
 * @returns whether it is accepted
 */
export async function adoptUnknown(
  sql: Sql,
  { businessId, jobId, targetId }: MessageId,
  references: readonly string[],
): Promise<boolean> {
  const adopted = await sql.query(
    `UPDATE outbox o SET state = 'accepted', code = NULL, reference = free.reference, state_at = clock_timestamp()
       FROM (SELECT min(r.reference) AS reference FROM unnest($4::text[]) AS r (reference)
              WHERE NOT EXISTS (SELECT FROM outbox other WHERE other.business_id = $3 AND other.reference = r.reference)
             HAVING count(*) = 1) AS free
      WHERE o.job_id = $1 AND o.target_id = $2 AND o.business_id = $3 AND o.state = 'unknown'
        AND NOT EXISTS (SELECT FROM outbox other
                         WHERE other.business_id = $3 AND other.state = 'unknown' AND other.address = o.address
                           AND other.state_at > o.claimed_at - $5::interval AND (other.job_id, other.target_id) <> (o.job_id, o.target_id))
      RETURNING 1`,
    [jobId, targetId, businessId, references, MISTAKEN_WITHIN],
  );
  return adopted.length > 0;
}
