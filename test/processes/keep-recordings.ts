import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createRecordingStorage, type StorageSettings } from '../../src/recordings/storage/create-recording-storage.js';
import type { StorageKey } from '../../src/recordings/storage/storage-key.js';
import { newTemporaryFile } from '../../src/recordings/storage/temporary-files.js';

/** What a process that fetches recordings tells before each step in which a test may kill it. */
export interface KeepingStep {
  readonly step: 'downloading' | 'half' | 'keeping' | 'kept';
  readonly key: StorageKey;
  readonly bytes: number;
  readonly temporary: string;
}

// Fetches made-up recordings of argv[3] bytes into the storage of argv[2], one after the other, until it is killed. With `half`
// as argv[4] it stops in the midst of the first.

const storage = await createRecordingStorage(JSON.parse(process.argv[2]!) as StorageSettings, 'write');
const bytes = Number(process.argv[3]);
for (;;) {
  const content = randomBytes(bytes);
  const key = { businessId: 1, callSid: 'CA1', sha256: createHash('sha256').update(content).digest('hex') };
  const temporary = newTemporaryFile(storage.temporaryFolder);
  const tell = (step: KeepingStep['step']) => process.send!({ step, key, bytes, temporary } satisfies KeepingStep);
  tell('downloading');
  await pipeline(async function* () {
    for (let at = 0; at < bytes; at += 262_144) {
      yield content.subarray(at, at + 262_144);
      if (process.argv[4] !== 'half' || at < bytes / 2) continue;
      tell('half');
      await delay(600_000);
    }
  }, createWriteStream(temporary));
  tell('keeping');
  await storage.keep(key, temporary, { bytes, contentType: 'audio/wav' });
  tell('kept');
}
