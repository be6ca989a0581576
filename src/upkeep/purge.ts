import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { discardStaging } from '../db/repositories/staged-selections.js';
import {
  deletePurgeable,
  findPurgeableJobs,
  findPurgeableKeys,
  findUnclaimedStagings,
} from '../db/repositories/purge.js';

const JOBS_AT_ONCE = 50;

/**
 * Removes what nobody needs any more: staged ids that no job claimed within an hour, and, `retentionDays` after their
 * end, the ledgers, failures and staged ids of finished jobs (the job's own row stays: it is the record of what was
 * done), and idempotency keys of that age. Small transactions; safe to run from several processes and to interrupt.
 */
export async function purge(dataSource: DataSource, retentionDays: number, signal: AbortSignal): Promise<void> {
  for (const { businessId, stagingId } of await findUnclaimedStagings(dataSource)) {
    if (signal.aborted) return;
    await discardStaging(new Business(dataSource, businessId), stagingId);
  }
  await each(
    () => findPurgeableJobs(dataSource, retentionDays, JOBS_AT_ONCE),
    ({ businessId, jobId }) => deletePurgeable.ledgersOf(new Business(dataSource, businessId), jobId, signal),
    signal,
  );
  await each(
    () => findPurgeableKeys(dataSource, retentionDays, JOBS_AT_ONCE),
    ({ businessId }) => deletePurgeable.keysOf(new Business(dataSource, businessId), retentionDays, signal),
    signal,
  );
}

/** Until nothing more is found. */
async function each<Found>(
  find: () => Promise<Found[]>,
  remove: (found: Found) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const found = await find();
    if (found.length === 0) return;
    for (const item of found) {
      if (signal.aborted) return;
      await remove(item);
    }
  }
}
