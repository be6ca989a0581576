import path from 'node:path';
import { FolderStorage, INCOMING } from './folder-storage.js';
import type { RecordingStorage } from './recording-storage.js';
import type { S3Settings } from './s3-settings.js';
import { prepareFolder, type StorageAccess } from './storage-folder.js';

/** Where the recordings of an installation lie. All of its processes are told the same. */
export type StorageSettings =
  | {
      readonly kind: 'folder';
      /** Of this machine: API and workers that share it. */
      readonly folder: string;
    }
  | (S3Settings & {
      readonly kind: 's3';
      /** Of this machine, for the files of downloads; a worker's only. */
      readonly temporaryFolder: string;
    });

/**
 * The storage that the settings name, checked as far as this machine can tell. Whether a bucket can be reached is not:
 * the program is to start without it.
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
    case 's3': {
      const { temporaryFolder } = settings;
      const temporary = can === 'write' ? await prepareFolder(temporaryFolder, can) : path.resolve(temporaryFolder);
      // Not for those who keep recordings in a folder: the SDK takes its time and memory to load.
      const { S3Storage } = await import('./s3-storage.js');
      return new S3Storage(settings, temporary);
    }
  }
}
