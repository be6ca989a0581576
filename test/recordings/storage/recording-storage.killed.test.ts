import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect } from '@jest/globals';
import type { StorageSettings } from '../../../src/recordings/storage/create-recording-storage.js';
import { storagePath } from '../../../src/recordings/storage/storage-key.js';
import { sweepTemporaryFiles } from '../../../src/recordings/storage/temporary-files.js';
import type { KeepingStep } from '../../processes/keep-recordings.js';
import { readRecording } from './made-recording.js';
import { KINDS, storageTest } from './storages.js';

const PROCESS = fileURLToPath(new URL('../../../dist-test/test/processes/keep-recordings.js', import.meta.url));
const BYTES = 16_000_000;

/** Killed this long after it began to keep its file: each moment of what that takes. */
const MOMENTS_MS = [0, 2, 5, 10, 20, 40, 60, 90];

describe.each(KINDS)('%s', (kind) => {
  storageTest(
    kind,
    'a process killed while it keeps a file leaves the whole of it under its key, or nothing',
    async ({ storage, settings }) => {
      for (const moment of MOMENTS_MS) {
        const steps = await killedIn(settings, 'keeping', () => delay(moment));
        for (const { key, bytes } of new Map(steps.map((step) => [step.key.sha256, step])).values()) {
          const found = await readRecording(storage, key, bytes);
          const sha256 = found && createHash('sha256').update(found).digest('hex');
          expect([moment, sha256 ?? key.sha256]).toEqual([moment, key.sha256]);
          if (steps.some((step) => step.key.sha256 === key.sha256 && step.step === 'kept'))
            expect(found).not.toBeNull();
        }
      }
      // To `open` a file that is too short is none: so the disk is looked at too, also in the moment in which a name appears.
      if (settings.kind === 'folder') {
        const { folder } = settings;
        await killedIn(settings, 'keeping', async ({ key }) => {
          while (!existsSync(path.join(folder, storagePath(key)))) await setImmediate();
        });
        expect(halfFilesIn(folder)).toEqual([]);
      }
      await sweepTemporaryFiles(storage.temporaryFolder, -1);
      expect(readdirSync(storage.temporaryFolder)).toEqual([]);
    },
  );

  storageTest(
    kind,
    'a process killed in mid-download leaves nothing under a key, and a sweep deletes its file once that is old',
    async ({ storage, settings }) => {
      const steps = await killedIn(settings, 'half');
      expect(steps.map(({ step }) => step)).toEqual(['downloading', 'half']);
      const { key, bytes } = steps[0]!;
      expect(await storage.has(key, bytes)).toBe(false);
      expect(readdirSync(storage.temporaryFolder)).toHaveLength(1);
      expect(await sweepTemporaryFiles(storage.temporaryFolder, 3_600_000)).toBe(0);
      expect(await sweepTemporaryFiles(storage.temporaryFolder, -1)).toBe(1);
      expect(readdirSync(storage.temporaryFolder)).toEqual([]);
    },
  );
});

/** @returns the files that have a name and not the content that it names */
function halfFilesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && path.basename(entry.parentPath) !== '.incoming')
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => createHash('sha256').update(readFileSync(file)).digest('hex') !== path.basename(file));
}

/** @returns what the process had told until it was gone */
async function killedIn(
  settings: StorageSettings,
  step: KeepingStep['step'],
  then: (told: KeepingStep) => Promise<unknown> = () => Promise.resolve(),
): Promise<readonly KeepingStep[]> {
  const steps: KeepingStep[] = [];
  const child = fork(PROCESS, [JSON.stringify(settings), String(BYTES), step], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  await new Promise<void>((resolve) => {
    void gone.then(() => resolve());
    child.on('message', (message) => {
      steps.push(message as KeepingStep);
      if ((message as KeepingStep).step === step) resolve();
    });
  });
  await then(steps.at(-1)!);
  child.kill('SIGKILL');
  await gone;
  return steps;
}
