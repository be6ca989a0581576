import type { Hold } from './hold.js';
import { type Counters, NOTHING_DONE, type Pace } from './progress.js';
import type { RowState } from './row-state.js';

/** Names one chunk of a job's ledger. */
export interface ChunkId {
  readonly businessId: number;
  readonly jobId: string;
  readonly streamNo: number;
  /** From 1, over all batches of the stream. */
  readonly chunkNo: number;
}

/** What every attempt of a batch is told: where it begins, and the setting it runs under. */
interface AttemptInput extends ChunkId {
  readonly operationType: string;
  /** The type whose gate its job holds; absent where that is its own. */
  readonly gateType?: string | undefined;
  readonly runNo: number;
  readonly cursor: number;
  readonly batchSize: number;
  /** Of the whole job, before this batch: sent with each heartbeat. */
  readonly counters: Counters;
  readonly lockTtlSeconds: number;
  readonly heartbeatTimeoutSeconds: number;
}

/** A batch that is worked through in chunks: `chunkNo` and `cursor` are those of the first one. */
export interface BatchInput extends AttemptInput {
  /** Highest target of the stream's range; absent where that is the end of the selection. */
  readonly upTo?: number;
  /** Most targets of one chunk. */
  readonly chunkSize: number;
  /**
   * Where a chunk is to take so long, and its size is found by that; `chunkSize` is that of the first one then. Absent where
   * all chunks have the same size. A worker of before that does not know it takes it for absent.
   */
  readonly targetChunkMs?: number | undefined;
  /** The batch ends after the chunk in which so much time has passed. */
  readonly maxBatchMs: number;
  /** Number of the newest control that the workflow knows of: the batch ends where the job's row has a greater one. */
  readonly controlSeq: number;
  /**
   * How long the workflow waits where the database is to be spared: shown to people. Absent where it knows of no holds; then
   * nobody looks.
   */
  readonly holdMs?: number;
}

/** `batchSize` of a batch that ends by its time alone. */
export const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** A batch of before there were chunks, which is one chunk. */
export interface WholeBatch extends AttemptInput {
  /** Whether the workflow understands `PausedBatch`; absent in workflows of before 0.1.0. */
  readonly understandsPaused?: boolean;
}

/** Why a batch failed, as `describeError` puts it. */
export interface FailedBatch {
  readonly code: string;
}

/** A chunk whose targets are to be recorded as failed. */
export interface FailedChunk extends FailedBatch {
  /** Its last target, as the newest attempt has told it. */
  readonly lastId: number;
}

/** Until there were streams a job had one, and the number of a batch was its chunk's. */
export interface NumberedBatch {
  readonly batchNo: number;
}

/** What a workflow of before chunks sends, or has sent before there were streams. */
export type SentBatch = WholeBatch | (Omit<WholeBatch, 'streamNo' | 'chunkNo'> & NumberedBatch);

/** Adds the number by which a worker of before streams knows the batch. May go when no such worker runs any more. */
export function withBatchNo(batch: WholeBatch): WholeBatch & NumberedBatch {
  return { ...batch, batchNo: batch.chunkNo };
}

export function upcastBatch(sent: SentBatch): WholeBatch {
  return 'chunkNo' in sent ? sent : { ...sent, streamNo: 1, chunkNo: sent.batchNo };
}

/** What a chunk did and where the next one begins. */
export interface ChunkOutcome extends Counters {
  readonly nextCursor: number;
  /** No target is left above `nextCursor`. */
  readonly exhausted: boolean;
}

/** What the row of a live job says to a chunk. */
export interface RowAnswer {
  readonly stopRequested: boolean;
  readonly row: RowState;
  readonly pace: Pace | null;
}

export type RecordedChunk = ChunkOutcome & RowAnswer;

/** To a workflow of before chunks: the row says that the job is paused; nothing was done, and it is no failure. */
export interface PausedBatch extends RowAnswer {
  readonly paused: true;
}

/** How far an attempt of a batch has come: the sum of the chunks that it has done, or has found done. */
export interface BatchProgress extends ChunkOutcome {
  readonly nextChunkNo: number;
  /** Most targets of the next chunk, where the size is found. */
  readonly chunkSize?: number | undefined;
}

export interface BatchResult extends BatchProgress, RowAnswer {
  /** The row says that the job is paused. The chunk that met it was rolled back, and is no failure. */
  readonly isPaused: boolean;
  /** Why it ended before its time; absent where it did not, and in answers of workers of before holds. */
  readonly hold?: Hold;
}

/** Where an attempt begins. */
export function nothingDone({ chunkNo, cursor }: Pick<AttemptInput, 'chunkNo' | 'cursor'>): BatchProgress {
  return { ...NOTHING_DONE, nextChunkNo: chunkNo, nextCursor: cursor, exhausted: false };
}

/** Details of a failed attempt. The chunk that failed is the one at which `done` ends. */
export interface FailedAttempt {
  readonly done: BatchProgress;
  /** Most targets that the chunk could have. */
  readonly size: number;
  /** The chunk's last target; absent where it was not found out. */
  readonly lastId?: number | undefined;
}
