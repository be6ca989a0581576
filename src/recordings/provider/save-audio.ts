import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { isNameOf } from '../audio-type.js';
import { DownloadFailed } from '../fetch-failure.js';
import { type SniffedAudio, sniffAudio, SNIFFED_BYTES, statedBytes } from '../sniff-audio.js';
import { orStorageFailed } from '../storage/storage-failed.js';
import type { PromisedAudio } from './answer-head.js';
import type { DownloadedFile } from './recording-provider.js';

export interface SaveOptions {
  readonly maxBytes: number;
  readonly promised: Pick<PromisedAudio, 'declared' | 'bytes'>;
  readonly signal: AbortSignal;
  readonly onBytes: (soFar: number) => void;
}

/**
 * Writes audio to a new file as it comes, each piece before the next is taken. Where that fails, no file is left.
 *
 * @throws DownloadFailed; what the audio's source throws; StorageFailed, also where there is such a file
 */
export async function saveAudio(
  audio: AsyncIterable<Buffer>,
  path: string,
  options: SaveOptions,
): Promise<DownloadedFile> {
  const file = await orStorageFailed(open(path, 'wx', 0o600));
  try {
    const saved = await writeAudio(audio, file, options);
    await file.close();
    return saved;
  } catch (error) {
    await file.close().catch(() => undefined); // the error that counts is the first one
    await rm(path, { force: true });
    throw error;
  }
}

async function writeAudio(
  audio: AsyncIterable<Buffer>,
  file: FileHandle,
  { maxBytes, promised, signal, onBytes }: SaveOptions,
): Promise<DownloadedFile> {
  const hash = createHash('sha256');
  const beginning = Buffer.alloc(SNIFFED_BYTES);
  let bytes = 0;
  let found: SniffedAudio | null = null;
  const first = (): Buffer => beginning.subarray(0, bytes);
  const judge = (): SniffedAudio => {
    const audio = sniffAudio(first());
    if (!audio) throw new DownloadFailed('not_audio');
    return audio;
  };
  for await (const piece of audio) {
    signal.throwIfAborted();
    if (bytes < SNIFFED_BYTES) piece.copy(beginning, bytes);
    bytes += piece.length;
    if (bytes > maxBytes) throw new DownloadFailed('too_large');
    if (bytes >= SNIFFED_BYTES) found ??= judge();
    hash.update(piece);
    await orStorageFailed(file.writeFile(piece)); // goes on where the last one ended, and writes all of it
    onBytes(bytes);
  }
  if (bytes === 0) throw new DownloadFailed('empty');
  found ??= judge();
  // Where the head has a length, HTTP checks it. Without one, only a WAV's own head shows that a part is missing.
  const stated = statedBytes(first());
  if (bytes < stated && promised.bytes === null) throw new DownloadFailed('incomplete');
  const { name } = promised.declared;
  return {
    bytes,
    contentType: found.type,
    sha256: hash.digest('hex'),
    oddities: [
      ...(isNameOf(promised.declared, found.type) ? [] : [`the provider calls it ${name}, it is ${found.type}`]),
      ...(found.junkBytes > 0 ? [`it begins with ${found.junkBytes} bytes that are no audio`] : []),
      ...(bytes < stated ? [`its head says ${stated} bytes, it has ${bytes}`] : []),
    ],
  };
}
