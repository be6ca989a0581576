import type { RowAnswer } from '../../operations/batch.js';
import { MAX_ERROR_LENGTH } from '../../operations/errors.js';
import type { Business } from '../business.js';
import { NO_HOLD } from '../hold-columns.js';
import { LIVE } from '../live-condition.js';
import { ROW_ANSWER } from './chunk-ledger.js';

/**
 * Writes why a running job waits, and when it looks again. A job that waits already waits since then.
 *
 * @returns what the row says; null where the job is final or paused: then it waits for nothing
 */
export function recordHold(
  business: Business,
  jobId: string,
  reason: string,
  lookInMs: number,
): Promise<RowAnswer | null> {
  return business.first(
    `UPDATE jobs
        SET hold_reason = left($3, ${MAX_ERROR_LENGTH}), held_since = COALESCE(held_since, clock_timestamp()),
            next_look_at = clock_timestamp() + $4 * interval '1 ms'
      WHERE id = $1 AND business_id = $2 AND ${LIVE} AND status <> 'paused'
      RETURNING ${ROW_ANSWER}`,
    [jobId, business.id, reason, lookInMs],
  );
}

/** A look has found nothing any more. A hold that another stream has found meanwhile stands until its next look. */
export async function endHold(business: Business, jobId: string): Promise<void> {
  await business.query(
    `UPDATE jobs SET ${NO_HOLD} WHERE id = $1 AND business_id = $2 AND ${LIVE} AND next_look_at <= clock_timestamp()`,
    [jobId, business.id],
  );
}
