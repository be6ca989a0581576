import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  createRecordingStorage,
  type StorageSettings,
} from '../../../src/recordings/storage/create-recording-storage.js';
import type { RecordingStorage } from '../../../src/recordings/storage/recording-storage.js';
import { withCleanups } from '../../support/cleanups.js';

/** A storage with nothing in it. */
export interface OwnStorage {
  readonly storage: RecordingStorage;
  readonly settings: StorageSettings;
}

/** Every kind of storage there is: what one of them promises, all of them keep. */
export const KINDS = ['folder'] as const;
export type Kind = (typeof KINDS)[number];

export function withOwnStorage(kind: Kind, use: (own: OwnStorage) => Promise<void>): Promise<void> {
  return withCleanups(async ({ opened }) => {
    const folder = await opened(makeFolder(), (made) => rm(made, { recursive: true }));
    const settings = { kind, folder };
    const storage = await opened(createRecordingStorage(settings, 'write'), (made) => made.close());
    await use({ storage, settings });
  });
}

async function makeFolder(): Promise<string> {
  return mkdtemp(path.join(await realpath(os.tmpdir()), 'recordings-'));
}
