import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createRecordingStorage, type StorageSettings } from '../../src/recordings/storage/create-recording-storage.js';

/** What it took to keep one file and to read it back. */
export interface Carried {
  readonly sent: string;
  readonly received: string;
  /** By how much the process grew at most, over what it had before the file. */
  readonly grownBytes: number;
}

// Keeps the file of argv[3] (argv[4] bytes long) in the storage of argv[2], and streams it back.

const storage = await createRecordingStorage(JSON.parse(process.argv[2]!) as StorageSettings, 'write');
const [file, bytes] = [process.argv[3]!, Number(process.argv[4])];

async function hashOf(stream: NodeJS.ReadableStream): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(stream, hash);
  return hash.digest('hex');
}

const sent = await hashOf(createReadStream(file));
const key = { businessId: 1, callSid: 'CA1', sha256: sent };
await storage.has(key, bytes); // all that is loaded at first use
const before = process.memoryUsage().rss;
let most = before;
const looking = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
await storage.keep(key, file, { bytes, contentType: 'audio/wav' });
const received = await hashOf((await storage.open(key, bytes))!);
clearInterval(looking);
await storage.close();
process.send!({ sent, received, grownBytes: most - before } satisfies Carried);
process.disconnect();
