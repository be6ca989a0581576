import type { AudioType } from '../audio-type.js';

/** A whole and checked file on this machine. */
export interface DownloadedFile {
  readonly bytes: number;
  readonly contentType: AudioType;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** What is strange about it, in sentences for a log; it plays all the same. No text of the provider's but names of types. */
  readonly oddities: readonly string[];
}

/** Where recordings are fetched from: the telephony provider. */
export interface RecordingProvider {
  /**
   * Downloads what lies at `url` to a new file at `path`, with constant memory. Where it fails, no file is left.
   *
   * @param options.onBytes called with the number of bytes so far, each time some have come
   * @throws DownloadFailed; what `signal` was aborted with; an error of the file system
   */
  download(
    url: string,
    path: string,
    options?: { readonly signal?: AbortSignal; readonly onBytes?: (soFar: number) => void },
  ): Promise<DownloadedFile>;
  close(): Promise<void>;
}
