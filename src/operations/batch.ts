import type { Counters, Pace } from './progress.js';
import type { RowState } from './row-state.js';

/** Names one batch and the setting it runs under: what the workflow sends to its activity. */
export interface BatchInput {
  readonly jobId: string;
  readonly businessId: number;
  readonly operationType: string;
  readonly runNo: number;
  readonly batchNo: number;
  readonly cursor: number;
  readonly batchSize: number;
  /** Of the whole job, before this batch: sent with each heartbeat. */
  readonly counters: Counters;
  readonly lockTtlSeconds: number;
  readonly heartbeatTimeoutSeconds: number;
  /** Whether the workflow understands `PausedBatch`; absent in workflows of before 0.1.0. */
  readonly understandsPaused?: boolean;
}

export interface FailedBatchInput extends BatchInput {
  /** Why the batch failed, as `describeError` puts it. */
  readonly code: string;
}

/** What a batch did and where the next one begins. */
export interface BatchOutcome extends Counters {
  readonly nextCursor: number;
  /** No target is left above `nextCursor`. */
  readonly exhausted: boolean;
}

/** What the row of a live job says to a batch. */
export interface RowAnswer {
  readonly stopRequested: boolean;
  readonly row: RowState;
  readonly pace: Pace | null;
}

export type RecordedBatch = BatchOutcome & RowAnswer;

/** The row says that the job is paused: nothing was done, and it is no failure. */
export interface PausedBatch extends RowAnswer {
  readonly paused: true;
}
