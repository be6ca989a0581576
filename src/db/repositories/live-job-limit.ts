import { LIVE } from '../live-condition.js';
import type { Transaction } from '../transaction.js';

/** First key of the advisory lock; the second is the business. Arbitrary, but the same in every version. */
const LOCK_CLASS = 1_818_321_778;

/**
 * Whether the job that was just inserted is one too many. Counts under a lock of the transaction, one per business: two
 * that count at once would each miss the other's row and both be let in. The lock comes after the insert, so that a job
 * whose operation is held already is told that, and is taken when there is nothing left to wait for.
 */
export async function isOverLiveJobLimit(
  sql: Transaction,
  { businessId, maxLiveJobs }: { readonly businessId: number; readonly maxLiveJobs: number },
): Promise<boolean> {
  const locking = sql.queryPrepared('lock_live_jobs', 'SELECT pg_advisory_xact_lock($1, $2)', [LOCK_CLASS, businessId]);
  // A statement of its own: its snapshot is taken when the lock has been given.
  const counting = sql.queryPrepared<{ count: number }>(
    'count_live_jobs',
    `SELECT count(*)::int AS count FROM jobs WHERE business_id = $1 AND ${LIVE}`,
    [businessId],
  );
  const [, [live]] = await Promise.all([locking, counting]);
  return live!.count > maxLiveJobs;
}
