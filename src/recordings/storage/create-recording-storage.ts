import path from 'node:path';
import { FolderStorage, INCOMING } from './folder-storage.js';
import type { RecordingStorage } from './recording-storage.js';
import { prepareFolder, type StorageAccess } from './storage-folder.js';

/** Where the recordings of an installation lie. All of its processes are told the same. */
export interface StorageSettings {
  readonly kind: 'folder';
  /** Of this machine: API and workers that share it. */
  readonly folder: string;
}

/**
 * The storage that the settings name, checked as far as this machine can tell.
 *
 * @param can `read` for who only plays: its folder may be one that it cannot write to
 * @throws UnusableFolder
 */
export async function createRecordingStorage(settings: StorageSettings, can: StorageAccess): Promise<RecordingStorage> {
  switch (settings.kind) {
    case 'folder': {
      const root = await prepareFolder(settings.folder, can);
      if (can === 'write') await prepareFolder(path.join(root, INCOMING), can);
      return new FolderStorage(root);
    }
  }
}
