import type { Readable } from 'node:stream';
import type { AudioType } from '../audio-type.js';

/** Bytes `start` to `end` of a file, both included, from 0. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Where fetched recordings lie. What has a key is whole and never changes: a key names its content, so that keeping the
 * same file again is harmless.
 */
export interface RecordingStorage {
  /** Folder for files that are still being downloaded; `keep` takes them from there. */
  readonly temporaryFolder: string;
  /** Keeps the whole file at `path` under `key`, all at once; the file at `path` is gone afterwards. */
  keep(key: string, path: string, about: { readonly bytes: number; readonly contentType: AudioType }): Promise<void>;
  /**
   * The file, or a part of it, as a stream; null where there is none of exactly that size. It
   * ends after its last byte alone: what cannot be read to there ends with an error.
   */
  open(key: string, bytes: number, span?: ByteSpan): Promise<Readable | null>;
  /** Whether there is one of exactly that size. */
  has(key: string, bytes: number): Promise<boolean>;
  /** Idempotent. A file that is being streamed is streamed to its end. */
  remove(key: string): Promise<void>;
  close(): Promise<void>;
}
