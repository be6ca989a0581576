import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { discardStagedRows } from '../db/repositories/imports.js';
import { discardStaging } from '../db/repositories/staged-selections.js';
import {
  deleteChannelEvents,
  deleteFailedRows,
  deleteKeys,
  deleteLedgers,
  findPurgeableChannelEvents,
  findPurgeableImports,
  findPurgeableJobs,
  findPurgeableKeys,
  findUnclaimedImportRows,
  findUnclaimedStagings,
} from '../db/repositories/purge.js';

const JOBS_AT_ONCE = 50;

/**
 * Removes what nobody needs any more: staged ids and rows that nothing claimed within an hour, and, `retentionDays` after their
 * end, the ledgers, failures and staged ids of finished jobs (the job's own row stays: it is the record of what was
 * done), the failed rows of imports, and idempotency keys and events of channels of that age. Small transactions; safe to run from several processes and to interrupt.
 */
export async function purge(dataSource: DataSource, retentionDays: number, signal: AbortSignal): Promise<void> {
  for (const { businessId, stagingId } of await findUnclaimedStagings(dataSource)) {
    if (signal.aborted) return;
    await discardStaging(new Business(dataSource, businessId), stagingId);
  }
  for (const { businessId, stagingId } of await findUnclaimedImportRows(dataSource)) {
    if (signal.aborted) return;
    await discardStagedRows(new Business(dataSource, businessId), stagingId);
  }
  for (const { businessId, importId } of await findPurgeableImports(dataSource, retentionDays)) {
    if (signal.aborted) return;
    await deleteFailedRows(new Business(dataSource, businessId), importId, signal);
  }
  for (const { businessId } of await findPurgeableChannelEvents(dataSource, retentionDays)) {
    if (signal.aborted) return;
    await deleteChannelEvents(new Business(dataSource, businessId), retentionDays, signal);
  }
  const removeAll = async (
    find: typeof findPurgeableJobs,
    remove: (business: Business, jobId: string) => Promise<void>,
  ): Promise<void> => {
    for (;;) {
      const found = await find(dataSource, retentionDays, JOBS_AT_ONCE);
      if (found.length === 0) return;
      for (const { businessId, jobId } of found) {
        if (signal.aborted) return;
        await remove(new Business(dataSource, businessId), jobId);
      }
    }
  };
  await removeAll(findPurgeableJobs, (business, jobId) => deleteLedgers(business, jobId, signal));
  await removeAll(findPurgeableKeys, (business) => deleteKeys(business, retentionDays, signal));
}
