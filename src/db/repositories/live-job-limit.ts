import type { Sql } from '../../operations/definition.js';
import { LIVE } from '../live-condition.js';

/** The business has as many live jobs as it may have, over all operation types. */
export class TooManyLiveJobs extends Error {
  constructor(readonly maxLiveJobs: number) {
    super(`the business has ${maxLiveJobs} live jobs already`);
    this.name = 'TooManyLiveJobs';
  }
}

/** First key of the advisory lock; the second is the business. Arbitrary, but the same in every version. */
const LOCK_CLASS = 1_818_321_778;

/**
 * Refuses the job that was just inserted where it is one too many. Counts under a lock of the transaction, one per
 * business: two that count at once would each miss the other's row and both be let in. The lock comes after the insert,
 * so that a job whose operation is held already is told that, and is taken when there is nothing left to wait for.
 *
 * @throws TooManyLiveJobs; the transaction is to be rolled back
 */
export async function refuseOneTooMany(
  sql: Sql,
  { businessId, maxLiveJobs }: { readonly businessId: number; readonly maxLiveJobs: number },
): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK_CLASS, businessId]);
  // A statement of its own: its snapshot is taken when the lock has been given.
  const [live] = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM jobs WHERE business_id = $1 AND ${LIVE}`,
    [businessId],
  );
  if (live!.count > maxLiveJobs) throw new TooManyLiveJobs(maxLiveJobs);
}
