import path from 'node:path';
import { FolderStorage, INCOMING } from './folder-storage.js';
import type { RecordingStorage } from './recording-storage.js';
import type { S3Settings } from './bucket-client.js';
import type { RecordingAddresses } from './signed-addresses.js';
import { prepareFolder, type StorageAccess } from './storage-folder.js';
import { orStorageFailed } from './storage-failed.js';

/** Where the recordings of an installation lie. All of its processes have the same settings. */
export type StorageSettings =
  | {
      readonly kind: 'folder';
      /** Of this machine: API and workers that share it. */
      readonly folder: string;
    }
  | (S3Settings & {
      readonly kind: 's3';
      /** Of this machine, for the files of downloads; only workers use it. */
      readonly temporaryFolder: string;
      /** `redirect` sends those who play to the bucket; else what they hear goes through the API. */
      readonly delivery?: 'redirect' | 'stream';
      /** The server as browsers reach it, where that is another address. */
      readonly publicEndpoint?: string | undefined;
    });

/**
 * The storage that the settings name, checked as far as this machine can tell. Whether a bucket can be reached is not
 * checked: the program must start without it. Every error of the storage is a `StorageFailed`, which names the part
 * that failed wherever the error is met.
 *
 * @param can `read` for a program that only plays: it may have no right to write to the folder
 * @throws UnusableFolder
 */
export async function createRecordingStorage(settings: StorageSettings, can: StorageAccess): Promise<RecordingStorage> {
  const storage = await storageOf(settings, can);
  return {
    temporaryFolder: storage.temporaryFolder,
    keep: (...args) => orStorageFailed(storage.keep(...args)),
    open: (...args) => orStorageFailed(storage.open(...args)),
    has: (...args) => orStorageFailed(storage.has(...args)),
    remove: (...args) => orStorageFailed(storage.remove(...args)),
    close: () => storage.close(),
  };
}

/** A bucket whose addresses cannot be signed; the message says why. */
export class UnsignedAddresses extends Error {
  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`RECORDINGS_DELIVERY=redirect: addresses of the bucket cannot be signed: ${why}`, { cause });
    this.name = 'UnsignedAddresses';
  }
}

/**
 * Where those who play recordings are sent; null where the recordings are streamed to them.
 *
 * @throws UnsignedAddresses where there are no credentials: all clicks would fail
 */
export async function createRecordingAddresses(settings: StorageSettings): Promise<RecordingAddresses | null> {
  if (settings.kind !== 's3' || settings.delivery !== 'redirect') return null;
  const { SignedAddresses } = await import('./signed-addresses.js');
  const addresses = new SignedAddresses(settings);
  const trial = { businessId: 1, callSid: 'trial', sha256: '0'.repeat(64) };
  await addresses.sign(trial, { contentType: 'audio/mpeg' }).catch((error: unknown) => {
    throw new UnsignedAddresses(error);
  });
  return {
    origin: addresses.origin,
    sign: (...args) => orStorageFailed(addresses.sign(...args)),
  };
}

async function storageOf(settings: StorageSettings, can: StorageAccess): Promise<RecordingStorage> {
  switch (settings.kind) {
    case 'folder': {
      const root = await prepareFolder(settings.folder, can);
      if (can === 'write') await prepareFolder(path.join(root, INCOMING), can);
      return new FolderStorage(root);
    }
    case 's3': {
      const { temporaryFolder } = settings;
      const temporary = can === 'write' ? await prepareFolder(temporaryFolder, can) : path.resolve(temporaryFolder);
      // Loaded only here: the SDK takes time and memory, and an installation with a folder does not need it.
      const { S3Storage } = await import('./s3-storage.js');
      return new S3Storage(settings, temporary);
    }
  }
}
