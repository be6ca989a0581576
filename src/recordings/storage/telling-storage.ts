import { StorageFailed } from '../storage-failed.js';
import type { RecordingStorage } from './recording-storage.js';
import { WrongSize } from './wrong-size.js';

/** The storage, with every error of it as a `StorageFailed`, so that whoever meets one knows which part it came from. */
export function tellingStorage(storage: RecordingStorage): RecordingStorage {
  return {
    temporaryFolder: storage.temporaryFolder,
    keep: (...args) => named(storage.keep(...args)),
    open: (...args) => named(storage.open(...args)),
    has: (...args) => named(storage.has(...args)),
    remove: (...args) => named(storage.remove(...args)),
    close: () => storage.close(),
  };
}

async function named<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof WrongSize) throw error; // a mistake of the caller
    throw new StorageFailed(error);
  }
}
