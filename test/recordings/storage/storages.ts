import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from '@jest/globals';
import {
  createRecordingStorage,
  type StorageSettings,
} from '../../../src/recordings/storage/create-recording-storage.js';
import type { RecordingStorage } from '../../../src/recordings/storage/recording-storage.js';
import { type Cleanups, withCleanups } from '../../support/cleanups.js';
import { makeBucket, noS3Server, withS3Server } from '../../support/s3-server.js';
import { share } from '../../support/share.js';

/** A storage with nothing in it. */
export interface OwnStorage {
  readonly storage: RecordingStorage;
  readonly settings: StorageSettings;
}

/** Every kind of storage there is: what one of them promises, all of them keep. */
export const KINDS = ['folder', 's3'] as const;
type Kind = (typeof KINDS)[number];

const withSharedS3Server = share(withS3Server);

/** A test of one kind of storage; skipped, and the reason printed, where there is no server for it. */
export function storageTest(kind: Kind, title: string, run: (own: OwnStorage) => Promise<void>): void {
  const runOnIt = (): Promise<void> => withOwnStorage(kind, run);
  if (kind === 'folder' || noS3Server === null) {
    test(title, runOnIt);
    return;
  }
  process.stderr.write(`Skipped, because ${noS3Server}: ${kind}: ${title}\n`);
  test.skip(title, runOnIt);
}

function withOwnStorage(kind: Kind, use: (own: OwnStorage) => Promise<void>): Promise<void> {
  return withCleanups(async (cleanups) => {
    const folder = await makeFolder(cleanups);
    const settings = kind === 'folder' ? ({ kind, folder } as const) : await s3Settings(folder);
    const storage = await cleanups.opened(createRecordingStorage(settings, 'write'), (made) => made.close());
    await use({ storage, settings });
  });
}

/** In a bucket of its own. */
async function s3Settings(temporaryFolder: string): Promise<StorageSettings & { readonly kind: 's3' }> {
  const { bucket, endpoint, region } = await withSharedS3Server(makeBucket);
  return { kind: 's3', bucket, endpoint, region, temporaryFolder };
}

async function makeFolder({ opened }: Cleanups): Promise<string> {
  const making = mkdtemp(path.join(await realpath(os.tmpdir()), 'recordings-'));
  return opened(making, (made) => rm(made, { recursive: true }));
}
