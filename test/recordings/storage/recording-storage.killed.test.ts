import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect } from '@jest/globals';
import type { StorageSettings } from '../../../src/recordings/storage/create-recording-storage.js';
import { TemporaryFiles } from '../../../src/recordings/storage/temporary-files.js';
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
        const steps = await killedIn(settings, 'keeping', moment);
        for (const { key, bytes } of new Map(steps.map((step) => [step.key, step])).values()) {
          const found = await readRecording(storage, key, bytes);
          const sha256 = found && createHash('sha256').update(found).digest('hex');
          expect([moment, sha256 ?? key.slice(-64)]).toEqual([moment, key.slice(-64)]);
          if (steps.some((step) => step.key === key && step.step === 'kept')) expect(found).not.toBeNull();
        }
      }
      await new TemporaryFiles(storage.temporaryFolder, 3_600_000).sweep();
      expect(readdirSync(storage.temporaryFolder)).toEqual([]);
    },
  );

  storageTest(
    kind,
    'a process killed in mid-download leaves nothing under a key, and its file goes with the next sweep',
    async ({ storage, settings }) => {
      const steps = await killedIn(settings, 'downloading', 20);
      expect(steps.map(({ step }) => step)).toEqual(['downloading']);
      const { key, bytes } = steps[0]!;
      expect(await storage.has(key, bytes)).toBe(false);
      expect(readdirSync(storage.temporaryFolder)).toHaveLength(1);
      expect(await new TemporaryFiles(storage.temporaryFolder, 3_600_000).sweep()).toBe(1);
      expect(readdirSync(storage.temporaryFolder)).toEqual([]);
    },
  );
});

/** @returns what the process had told until it was gone */
async function killedIn(
  settings: StorageSettings,
  step: KeepingStep['step'],
  afterMs: number,
): Promise<readonly KeepingStep[]> {
  const steps: KeepingStep[] = [];
  const child = fork(PROCESS, [JSON.stringify(settings), String(BYTES)], {
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
  await delay(afterMs); // the moment is the point
  child.kill('SIGKILL');
  await gone;
  return steps;
}
