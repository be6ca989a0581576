import { addCounters } from '../operations/progress.js';
import {
  type BatchInput,
  type BatchProgress,
  type BatchResult,
  nothingDone,
  type RecordedChunk,
  type RowAnswer,
} from '../operations/batch.js';
import type { ChunkSteering } from '../operations/chunk-steering.js';
import type { Hold } from '../operations/hold.js';
import { ChunkFailed, type ChunkInLedger, type ChunkInput, ChunkPutOff, JobPaused } from './chunk.js';

/** A chunk of a batch failed, behind those in `done`. */
export class BatchFailed extends Error {
  constructor(
    override readonly cause: unknown,
    readonly done: BatchProgress,
    readonly chunk: { readonly size: number; readonly lastId: number | undefined },
  ) {
    super('a chunk of a batch has failed', { cause });
  }
}

/** The batch is to end before its next chunk. */
export interface HeldBatch extends RowAnswer {
  readonly hold: Hold;
}

export interface BatchWork {
  /** Of the stream, where the size of its chunks is found. */
  readonly steering: Pick<ChunkSteering, 'next'>;
  /** Asked before each chunk; null where nothing speaks against it. */
  hold(): Promise<HeldBatch | null>;
  /** Whether one was found while the latest chunk was at work: then `hold` answers with it. */
  isHoldFound(): boolean;
  /** @param leftMs of the batch's time */
  doChunk(chunk: ChunkInput, leftMs: number): Promise<ChunkInLedger>;
  /** Called between two chunks. */
  onProgress(done: BatchProgress): void;
  /** Whether the batch ends with this chunk, for a reason of its own. */
  endsWith(chunk: ChunkInLedger): boolean;
  /** A clock in ms that only goes on. */
  readonly now?: () => number;
}

/**
 * Works through a batch, one chunk after the other. It begins where the batch says, takes over what the ledger has from
 * there on, and goes on behind it: an attempt whose forerunner has died, or is frozen, does nothing twice.
 *
 * Every row of the ledger says where the next chunk begins, so that it makes no difference who wrote it, nor with which
 * sizes.
 *
 * @throws BatchFailed
 */
export async function workThrough(batch: BatchInput, work: BatchWork): Promise<BatchResult> {
  const { now = () => performance.now() } = work;
  const endsAtMs = now() + batch.maxBatchMs;
  let done = nothingDone(batch);
  for (;;) {
    const chunk = chunkAfter(done, batch);
    const next = async () => (await work.hold()) ?? work.doChunk(chunk, endsAtMs - now());
    const found = await next().catch((error: unknown) => {
      if (error instanceof ChunkPutOff) return error;
      const { cause, lastId } = error instanceof ChunkFailed ? error : { cause: error, lastId: undefined };
      throw new BatchFailed(cause, done, { size: chunk.size, lastId });
    });
    if (found instanceof ChunkPutOff) return { ...done, ...found.answer, isPaused: found instanceof JobPaused };
    if ('hold' in found) return { ...done, ...found, isPaused: false };
    done = { ...withChunk(done, found.chunk), ...sizeAfter(chunk, found, batch, work.steering) };
    const { stopRequested, row, pace } = found.chunk;
    const isFull = done.processed >= batch.batchSize || work.endsWith(found) || now() >= endsAtMs;
    const isOver = done.exhausted || isCalledOff(found.chunk, batch) || (isFull && !work.isHoldFound());
    if (isOver) return { ...done, stopRequested, row, pace, isPaused: false };
    work.onProgress(done);
  }
}

function chunkAfter(done: BatchProgress, batch: BatchInput): ChunkInput {
  const { businessId, jobId, streamNo, operationType, gateType, runNo } = batch;
  const most = done.chunkSize ?? batch.chunkSize;
  const left = batch.batchSize - done.processed;
  return {
    ...{ businessId, jobId, streamNo, operationType, gateType, runNo },
    chunkNo: done.nextChunkNo,
    cursor: done.nextCursor,
    upTo: batch.upTo ?? null,
    // A full batch may still write a hold. Where that takes too long, the next chunk is to have half of this size.
    size: left > 0 ? Math.min(most, left) : most,
    whilePaused: false,
  };
}

function withChunk(done: BatchProgress, chunk: RecordedChunk): BatchProgress {
  const { nextCursor, exhausted } = chunk;
  const { chunkSize } = done;
  return { ...addCounters(done, chunk), nextChunkNo: done.nextChunkNo + 1, nextCursor, exhausted, chunkSize };
}

/**
 * Nothing where all chunks have one size, as those of messages have, or where another attempt has done this one: nobody knows in
 * what time.
 */
function sizeAfter(
  { size }: ChunkInput,
  { chunk, isTakenOver, ms }: ChunkInLedger,
  { targetChunkMs }: BatchInput,
  steering: BatchWork['steering'],
): Pick<BatchProgress, 'chunkSize'> {
  if (targetChunkMs === undefined || isTakenOver || ms === null) return {};
  return { chunkSize: steering.next({ size, processed: chunk.processed, ms }, targetChunkMs) };
}

/** Whether somebody asks for a stop, a pause or another speed. */
function isCalledOff({ stopRequested, row }: RecordedChunk, { controlSeq }: BatchInput): boolean {
  return stopRequested || row.status !== 'running' || (row.controlSeq ?? 0) > controlSeq;
}
