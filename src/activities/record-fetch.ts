import type { FetchFailureCode } from '../recordings/fetch-failure.js';
import type { RecordingId } from '../recordings/recording.js';

/** One attempt to fetch a recording. */
interface FetchAttempt extends RecordingId {
  readonly outcome: 'stored' | FetchFailureCode;
  /** Of the stored file; 0 where it failed. */
  readonly bytes: number;
  /** What is strange about the stored file, though it plays. */
  readonly oddities: readonly string[];
  readonly seconds: number;
}

/** Called for every attempt that contacted the provider, or tried to. */
export type RecordFetch = (attempt: FetchAttempt) => void;
