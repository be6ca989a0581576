import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { deleteListedFile, findReceiptFilesToDelete } from '../db/repositories/receipt-files.js';
import type { RecordingStorage } from '../recordings/storage/recording-storage.js';

/** Of one look. */
const AT_ONCE = 500;

export interface ReceiptFilesDependencies {
  readonly dataSource: DataSource;
  readonly storage: Pick<RecordingStorage, 'remove'>;
}

/**
 * Deletes the files of receipts that jobs have deleted, until none is listed. A file that cannot be deleted stays listed, and is
 * tried again by the next pass. Several processes at it do no harm.
 *
 * @returns how many it has deleted
 * @throws AggregateError when all have been tried
 */
export async function deleteReceiptFiles(
  { dataSource, storage }: ReceiptFilesDependencies,
  signal: AbortSignal,
): Promise<number> {
  let deleted = 0;
  const failures: unknown[] = [];
  for (;;) {
    const found = await findReceiptFilesToDelete(dataSource, AT_ONCE);
    const before = deleted;
    for (const file of found) {
      if (signal.aborted) return deleted;
      const business = new Business(dataSource, file.businessId);
      try {
        if (await deleteListedFile(business, file, () => storage.remove(file))) deleted++;
      } catch (error) {
        failures.push(error);
      }
    }
    // What is left of them is another process's, or cannot be deleted now.
    if (found.length === AT_ONCE && deleted > before) continue;
    if (failures.length > 0) throw new AggregateError(failures, 'files of receipts could not be deleted');
    return deleted;
  }
}
