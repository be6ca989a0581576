import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { ByteSpan, RecordingStorage } from '../../../src/recordings/storage/recording-storage.js';
import type { StorageKey } from '../../../src/recordings/storage/storage-key.js';

export interface MadeRecording {
  readonly key: StorageKey;
  readonly content: Buffer;
}

/** Bytes that no other has. */
export function makeRecording(bytes: number, { businessId = 1, callSid = 'CA1' } = {}): MadeRecording {
  const content = randomBytes(bytes);
  return { content, key: { businessId, callSid, sha256: createHash('sha256').update(content).digest('hex') } };
}

let downloads = 0;

/** As a download leaves it. @returns its path */
export async function putTemporary(storage: RecordingStorage, content: Buffer): Promise<string> {
  const file = path.join(storage.temporaryFolder, `${process.pid}-${downloads++}.part`);
  await writeFile(file, content);
  return file;
}

/** @returns where its temporary file was */
export async function keepRecording(storage: RecordingStorage, { key, content }: MadeRecording): Promise<string> {
  const file = await putTemporary(storage, content);
  await storage.keep(key, file, { bytes: content.length, contentType: 'audio/wav' });
  return file;
}

/** All that comes of it; null where it is not there. */
export async function readRecording(
  storage: RecordingStorage,
  key: StorageKey,
  bytes: number,
  span?: ByteSpan,
): Promise<Buffer | null> {
  const stream = await storage.open(key, bytes, span);
  return stream && buffer(stream);
}
