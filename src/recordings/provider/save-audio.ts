import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { AudioType } from '../audio-type.js';
import { DownloadFailed } from '../download-failure.js';
import { sniffAudio, SNIFFED_BYTES, statedBytes } from '../sniff-audio.js';
import type { DownloadedFile } from './recording-provider.js';

export interface SaveOptions {
  readonly maxBytes: number;
  /** What it may turn out to be. */
  readonly mayBe: readonly AudioType[];
  readonly signal: AbortSignal;
  readonly onBytes: (soFar: number) => void;
}

/**
 * Writes audio to a new file as it comes, each piece before the next is taken. Where that fails, no file is left.
 *
 * @throws DownloadFailed; what the audio's source throws; an error of the file system, also where there is such a file
 */
export async function saveAudio(
  audio: AsyncIterable<Buffer>,
  path: string,
  options: SaveOptions,
): Promise<DownloadedFile> {
  const file = await open(path, 'wx', 0o600);
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
  { maxBytes, mayBe, signal, onBytes }: SaveOptions,
): Promise<DownloadedFile> {
  const hash = createHash('sha256');
  const first = Buffer.alloc(SNIFFED_BYTES);
  let bytes = 0;
  let contentType: AudioType | null = null;
  const judge = (): AudioType => {
    const found = sniffAudio(first.subarray(0, bytes));
    if (!found || !mayBe.includes(found)) throw new DownloadFailed('not_audio');
    return found;
  };
  for await (const piece of audio) {
    signal.throwIfAborted();
    if (bytes < SNIFFED_BYTES) piece.copy(first, bytes);
    bytes += piece.length;
    if (bytes > maxBytes) throw new DownloadFailed('too_large');
    if (bytes >= SNIFFED_BYTES) contentType ??= judge();
    hash.update(piece);
    await file.writeFile(piece); // goes on where the last one ended, and writes all of it
    onBytes(bytes);
  }
  if (bytes === 0) throw new DownloadFailed('empty');
  contentType ??= judge();
  // A length that was half of the file's is one that HTTP keeps to.
  if (bytes < statedBytes(first)) throw new DownloadFailed('incomplete');
  return { bytes, contentType, sha256: hash.digest('hex') };
}
