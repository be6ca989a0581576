import type { DataSource } from 'typeorm';
import { LOCK_NOT_AVAILABLE, postgresError } from '../db/postgres-error.js';
import { dropArchive, expiredArchives, markArchiveAsDropping } from '../db/repositories/archive-partitions.js';

/**
 * Drops what the archive has kept for its time, day by day. A day that a live job needs stays until that job has ended, and
 * so does one that cannot be locked at once. Safe to run from several processes and to interrupt.
 */
export async function purgeArchive(dataSource: DataSource, signal: AbortSignal): Promise<void> {
  for (const day of await expiredArchives(dataSource)) {
    if (signal.aborted) return;
    try {
      if (await markArchiveAsDropping(dataSource, day)) await dropArchive(dataSource, day);
    } catch (error) {
      if (postgresError(error)?.code !== LOCK_NOT_AVAILABLE) throw error;
    }
  }
}
