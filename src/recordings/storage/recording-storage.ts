import type { Readable } from 'node:stream';
import type { FileKey } from './storage-key.js';

/** Bytes `start` to `end` of a file, both included, from 0. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Where fetched recordings lie, and the files of receipts. A file that has a key is whole and never changes: a key names its content, so that keeping
 * the same file again is harmless. The storage that `createRecordingStorage` makes throws nothing but `StorageFailed`.
 */
export interface RecordingStorage {
  /** Folder for files that are still being downloaded; `keep` takes them from there. */
  readonly temporaryFolder: string;
  /** Keeps the whole file at `path` under `key`, all at once; the file at `path` is gone afterwards. */
  keep(key: FileKey, path: string, about: { readonly bytes: number; readonly contentType: string }): Promise<void>;
  /**
   * The file, or a part of it, as a stream; null where there is no file of exactly that size. The stream ends only after
   * the last byte: a file that cannot be read to there ends it with an error.
   */
  open(key: FileKey, bytes: number, span?: ByteSpan): Promise<Readable | null>;
  /** Whether there is a file of exactly that size. */
  has(key: FileKey, bytes: number): Promise<boolean>;
  /** Idempotent. A file that is being streamed is streamed to its end. */
  remove(key: FileKey): Promise<void>;
  close(): Promise<void>;
}

/** The file to keep is not as long as the caller said. */
export class WrongSize extends Error {
  constructor(said: number, found: number) {
    super(`a file of ${said} bytes was to be kept, and has ${found}`);
    this.name = 'WrongSize';
  }
}

/**
 * The span to stream: the whole file where none is asked for.
 *
 * @throws RangeError where the span does not lie within the file: the caller has read the file's size before
 */
export function spanWithin(bytes: number, span: ByteSpan = { start: 0, end: bytes - 1 }): ByteSpan {
  const { start, end } = span;
  const isWithin =
    Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end && end < bytes;
  if (!isWithin) throw new RangeError(`bytes ${start} to ${end} do not lie within a file of ${bytes}`);
  return span;
}
