import type { Sql } from '../../operations/definition.js';
import type { Message } from '../../operations/message.js';

/** The day of UTC that a moment is on. */
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * Counts a message among those that its job claims on one day. Within the claim, which holds the message locked: what is rolled
 * back with it is not counted. One that was counted on that day before counts once.
 *
 * @returns false where the job has claimed so many on that day
 */
export async function takeFromDay(
  sql: Sql,
  { businessId, jobId, targetId }: Pick<Message, 'businessId' | 'jobId' | 'targetId'>,
  at: Date,
  perDay: number,
): Promise<boolean> {
  const [taken] = await sql.query<{ isTaken: boolean }>(
    `WITH message AS (
       SELECT counted_on IS NOT DISTINCT FROM $4::date AS "isCounted" FROM outbox
        WHERE job_id = $1 AND target_id = $2 AND business_id = $3),
     counted AS (
       INSERT INTO message_days AS d (business_id, job_id, day, claimed)
       SELECT $3, $1, $4::date, 1 FROM message WHERE NOT "isCounted"
       ON CONFLICT (job_id, day) DO UPDATE SET claimed = d.claimed + 1 WHERE d.claimed < $5
       RETURNING 1),
     noted AS (
       UPDATE outbox SET counted_on = $4::date
        WHERE job_id = $1 AND target_id = $2 AND business_id = $3 AND EXISTS (SELECT FROM counted))
     SELECT EXISTS (SELECT FROM counted) OR EXISTS (SELECT FROM message WHERE "isCounted") AS "isTaken"`,
    [jobId, targetId, businessId, dayOf(at), perDay],
  );
  return taken?.isTaken === true;
}

/** Whether the job has claimed so many on that day: no other one will be. */
export async function isDayFull(
  sql: Sql,
  { businessId, jobId }: Pick<Message, 'businessId' | 'jobId'>,
  at: Date,
  perDay: number,
): Promise<boolean> {
  const found = await sql.query(
    'SELECT FROM message_days WHERE job_id = $1 AND day = $2::date AND business_id = $3 AND claimed >= $4',
    [jobId, dayOf(at), businessId, perDay],
  );
  return found.length > 0;
}
