import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { evict, findEvictable } from '../db/repositories/recording-eviction.js';
import type { RecordingId } from '../recordings/recording.js';
import type { RecordingStorage } from '../recordings/storage/recording-storage.js';

export interface EvictionDependencies {
  readonly dataSource: DataSource;
  readonly storage: Pick<RecordingStorage, 'remove'>;
  readonly maxStoredBytes: number;
  readonly onEvicted: (id: RecordingId) => void;
}

/**
 * Makes room: removes the recordings that were played longest ago until the rest is within the quota, and those whose call
 * is gone. What is being played stays, and the quota is exceeded as long as it is. Each step is judged anew under the lock
 * of its row, so that several processes at it do no harm.
 */
export async function evictRecordings(dependencies: EvictionDependencies, signal: AbortSignal): Promise<void> {
  const { dataSource, storage, maxStoredBytes, onEvicted } = dependencies;
  for (const id of await findEvictable(dataSource, maxStoredBytes)) {
    if (signal.aborted) return;
    const isGone = await evict(new Business(dataSource, id.businessId), id.callSid, (sha256) =>
      storage.remove({ ...id, sha256 }),
    );
    if (isGone) onEvicted(id);
  }
}
