import type { SendOutcome } from '../../channels/send-outcome.js';
import type { Sql } from '../../operations/definition.js';
import type { Message } from '../../operations/message.js';

/** What concerns one message. */
type MessageId = Pick<Message, 'businessId' | 'jobId' | 'targetId'>;

const ONE_MESSAGE = 'job_id = $1 AND target_id = $2 AND business_id = $3';

const idParameters = ({ businessId, jobId, targetId }: MessageId): unknown[] => [jobId, targetId, businessId];

/** So long the answer of an attempt is waited for, by PostgreSQL's clock. The time-out of a request is well under it. */
const LEASE = '60 seconds';

/** Waits for whoever holds it. @returns false where it is not to be sent any more */
export async function lockPrepared(sql: Sql, id: MessageId): Promise<boolean> {
  const found = await sql.query(
    `SELECT FROM outbox WHERE ${ONE_MESSAGE} AND state = 'prepared' FOR UPDATE`,
    idParameters(id),
  );
  return found.length > 0;
}

/** From its commit on the message may have been sent. @param claimId names whoever alone may write the outcome */
export async function markSending(sql: Sql, id: MessageId, claimId: string): Promise<void> {
  await sql.query(
    `UPDATE outbox
        SET state = 'sending', claim_id = $4, lease_until = clock_timestamp() + $5::interval, code = NULL,
            claimed_at = clock_timestamp(), state_at = clock_timestamp()
      WHERE ${ONE_MESSAGE} AND state = 'prepared'`,
    [...idParameters(id), claimId, LEASE],
  );
}

/** Consent has gone since it was composed. */
export async function markSkipped(sql: Sql, id: MessageId, reason: string): Promise<void> {
  await sql.query(
    `UPDATE outbox SET state = 'skipped', code = $4, state_at = clock_timestamp()
      WHERE ${ONE_MESSAGE} AND state = 'prepared'`,
    [...idParameters(id), reason],
  );
}

/** It cannot be sent, for a reason of ours. */
export async function markFailed(sql: Sql, id: MessageId, code: string): Promise<void> {
  await sql.query(
    `UPDATE outbox SET state = 'failed', failed_by = 'house', code = $4, state_at = clock_timestamp()
      WHERE ${ONE_MESSAGE} AND state = 'prepared'`,
    [...idParameters(id), code],
  );
}

/**
 * The message was claimed and has not left the house: it may be sent again. Where it has become `unknown` meanwhile it may not:
 * its chunk may be closed, and its job over. It is `failed` then.
 */
export async function putBack(sql: Sql, id: MessageId, claimId: string): Promise<void> {
  await sql.query(
    `UPDATE outbox
        SET state = CASE state WHEN 'unknown' THEN 'failed'::message_state ELSE 'prepared' END,
            failed_by = CASE state WHEN 'unknown' THEN 'house' END, code = CASE state WHEN 'unknown' THEN 'not_sent' END,
            lease_until = NULL, claim_id = NULL, state_at = clock_timestamp()
      WHERE ${ONE_MESSAGE} AND claim_id = $4 AND state IN ('sending', 'unknown')`,
    [...idParameters(id), claimId],
  );
}

/**
 * Writes what the provider has answered, if the message still is the claim's: `sending`, or `unknown` because the lease or
 * the job has ended meanwhile. A webhook that was faster stands.
 *
 * What was not processed may be sent again, or is `failed`, as `putBack` has it.
 *
 * @returns false where it is not the claim's any more
 */
export async function writeOutcome(sql: Sql, id: MessageId, claimId: string, outcome: SendOutcome): Promise<boolean> {
  const written = await sql.query(
    `UPDATE outbox
        SET state = CASE WHEN $5 = 'prepared' AND state = 'unknown' THEN 'failed' ELSE $5::message_state END,
            failed_by = CASE WHEN $5 = 'failed' OR ($5 = 'prepared' AND state = 'unknown') THEN 'provider' END,
            code = $6, reference = COALESCE($7, reference), lease_until = NULL,
            due_at = clock_timestamp() + $8 * interval '1 ms', state_at = clock_timestamp()
      WHERE ${ONE_MESSAGE} AND claim_id = $4 AND state IN ('sending', 'unknown')
      RETURNING 1`,
    [...idParameters(id), claimId, ...outcomeParameters(outcome)],
  );
  return written.length > 0;
}

/** @returns state, code, reference, and ms until it may be sent again */
function outcomeParameters(outcome: SendOutcome): [string, string | null, string | null, number] {
  switch (outcome.kind) {
    case 'accepted':
      return ['accepted', null, outcome.reference, 0];
    case 'refused':
      return ['failed', outcome.code, null, 0];
    case 'not processed':
      return ['prepared', outcome.code, null, outcome.onlyPerson ? (outcome.retryAfterMs ?? PERSON_WAITS_MS) : 0];
    case 'unknown':
      return ['unknown', outcome.code, null, 0];
  }
}

/** Where the provider does not say how long: one message in 6 s to one person is what WhatsApp allows. */
const PERSON_WAITS_MS = 6_000;
