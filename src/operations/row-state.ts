import type { BatchSize } from './control-ranges.js';
import type { JobStatus } from './status.js';

/** The knobs of a running job. */
export interface Speed {
  readonly batchSize: BatchSize;
  readonly throttleMs: number;
  /** How many of the job's streams work at once. */
  readonly parallelism: number;
}

/** As workflows and workers of before streams send it. */
export type SentSpeed = Omit<Speed, 'parallelism'> & Partial<Speed>;

/**
 * What a job's row says, as every answer of an activity brings it to the workflow. A workflow that was reset replays a
 * past without the writes that came after it: the row has them, under numbers above its own.
 */
export interface RowState extends SentSpeed {
  readonly status: JobStatus;
  /** When the status was written (ms since the epoch). */
  readonly statusAtMs: number;
  /** Number of the workflow's newest write. */
  readonly writeNo: number;
  /** Number of the control that the status came from; 0 where none did. */
  readonly statusSeq: number;
  /** Number of the control that the speed came from; 0 where none did. */
  readonly speedSeq: number;
  /** Number of the newest control that the API has given out; absent in answers of workers of before chunks. */
  readonly controlSeq?: number;
  /** Nobody has looked yet at what became of the first messages; absent otherwise. */
  readonly isCanary?: true;
  /** Why the job has paused by itself; absent otherwise. */
  readonly pauseReason?: string;
}
