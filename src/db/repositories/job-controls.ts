import type { Business } from '../business.js';
import { CONTROL_SEQ } from '../../operations/control-ranges.js';
import type { Job } from '../../operations/job.js';
import { JOB } from '../entities/job.entity.js';
import { LIVE } from '../live-condition.js';
import type { Transaction } from '../transaction.js';

/**
 * Numbers one more control of a job. The order of these numbers, not that of delivery, decides which control wins.
 *
 * The row's `running` or `paused` says nothing here: after a pause that was not confirmed it may still say `running`,
 * and the resume that follows must reach the workflow to be put in order. Only a job that is stopping takes no control.
 *
 * @param inSameTransaction is committed with the number or not at all; runs whether or not there is such a job
 * @returns null when the job is final, cancelling or unknown in this business
 */
export function nextControl(
  business: Business,
  jobId: string,
  inSameTransaction?: (sql: Transaction) => Promise<void>,
): Promise<Job | null> {
  return business.transaction(async (sql) => {
    const [job] = await sql.query<Job>(
      `UPDATE jobs SET control_seq = LEAST(control_seq + 1, ${CONTROL_SEQ.max})
        WHERE id = $1 AND business_id = $2 AND ${LIVE} AND status <> 'cancelling'
        RETURNING ${JOB}`,
      [jobId, business.id],
    );
    await inSameTransaction?.(sql);
    return job ?? null;
  });
}

/**
 * Numbers a control anew, above a number that its workflow has seen and this row has never given out: somebody has sent
 * an Update past the API. Without it every control to come would be superseded.
 *
 * @param newest what the workflow has seen
 * @returns null where a later control of this row was faster, or the job takes none any more
 */
export function nextControlAbove(business: Business, job: Job, newest: number): Promise<Job | null> {
  return business.first(
    `UPDATE jobs SET control_seq = LEAST(GREATEST(control_seq, $3::bigint) + 1, ${CONTROL_SEQ.max})
      WHERE id = $1 AND business_id = $2 AND (control_seq < $3 OR $3 = $4) AND ${LIVE} AND status <> 'cancelling'
      RETURNING ${JOB}`,
    [job.id, business.id, newest, job.controlSeq],
  );
}

/** Gives out the number of a control that nobody sends: each batch sees it with its next chunk, and ends there. */
export async function callOffBatches(business: Business, jobId: string): Promise<void> {
  await business.query(
    `UPDATE jobs SET control_seq = LEAST(control_seq + 1, ${CONTROL_SEQ.max})
      WHERE id = $1 AND business_id = $2 AND ${LIVE}`,
    [jobId, business.id],
  );
}

/**
 * Makes a cancel a fact: from here on every batch of the job returns that it is to stop, whatever becomes of the
 * request to Temporal. The first moment is kept.
 *
 * @param inSameTransaction is committed with the fact or not at all; runs whether or not there is such a job
 * @returns null when the job is final or unknown in this business
 */
export function requestCancel(
  business: Business,
  jobId: string,
  inSameTransaction?: (sql: Transaction, job: Job | null) => Promise<void>,
): Promise<Job | null> {
  return business.transaction(async (sql) => {
    const [job] = await sql.query<Job>(
      `UPDATE jobs SET cancel_requested_at = COALESCE(cancel_requested_at, clock_timestamp())
        WHERE id = $1 AND business_id = $2 AND ${LIVE}
        RETURNING ${JOB}`,
      [jobId, business.id],
    );
    await inSameTransaction?.(sql, job ?? null);
    return job ?? null;
  });
}
