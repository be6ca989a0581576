import type { Counters, Pace } from './progress.js';
import type { RowState } from './row-state.js';

/** Names one chunk of a job's ledger. */
export interface ChunkId {
  readonly businessId: number;
  readonly jobId: string;
  readonly streamNo: number;
  /** From 1, over all batches of the stream. */
  readonly chunkNo: number;
}

/** Names one batch, which is one chunk, and the setting it runs under. */
export interface BatchInput extends ChunkId {
  readonly operationType: string;
  readonly runNo: number;
  readonly cursor: number;
  readonly batchSize: number;
  /** Of the whole job, before this batch: sent with each heartbeat. */
  readonly counters: Counters;
  readonly lockTtlSeconds: number;
  readonly heartbeatTimeoutSeconds: number;
  /** Whether the workflow understands `PausedBatch`; absent in workflows of before 0.1.0. */
  readonly understandsPaused?: boolean;
}

/** Why a batch failed, as `describeError` puts it. */
export interface FailedBatch {
  readonly code: string;
}

/** Until there were streams a job had one, and the number of a batch was its chunk's. */
export interface NumberedBatch {
  readonly batchNo: number;
}

/** What a workflow sends, or has sent before there were streams. */
export type SentBatch = BatchInput | (Omit<BatchInput, 'streamNo' | 'chunkNo'> & NumberedBatch);

/** Adds the number by which a worker of before streams knows the batch. May go when no such worker runs any more. */
export function withBatchNo(batch: BatchInput): BatchInput & NumberedBatch {
  return { ...batch, batchNo: batch.chunkNo };
}

export function upcastBatch(sent: SentBatch): BatchInput {
  return 'chunkNo' in sent ? sent : { ...sent, streamNo: 1, chunkNo: sent.batchNo };
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
