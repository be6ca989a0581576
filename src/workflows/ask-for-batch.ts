import { patched } from '@temporalio/workflow';
import {
  type BatchInput,
  type BatchResult,
  NO_LIMIT,
  nothingDone,
  type PausedBatch,
  type RecordedChunk,
  type WholeBatch,
  withBatchNo,
} from '../operations/batch.js';
import { isGivenUp } from '../operations/batch-attempts.js';
import { chunkSizeOf } from '../operations/chunk-size.js';
import { holdWaitMs } from '../operations/hold.js';
import type { StreamState } from '../operations/bulk-operation.messages.js';
import { batchProxy } from './activity-options.js';
import type { JobRun } from './job-run.js';
import { PATCHES } from './patches.js';

/** One attempt of a stream's next batch, as it was asked for. */
export interface AskedBatch {
  /** Most targets of its first chunk. */
  readonly chunkSize: number;
  /** Its other chunks have the size that is found meanwhile. */
  readonly isAuto: boolean;
  /** It records the targets of a chunk as failed, and does nothing else. */
  readonly isRecord: boolean;
  readonly result: Promise<BatchResult>;
}

/** Asks a worker for one attempt: of a batch, or of the chunk that has failed for long enough. */
export function askForBatch(run: JobRun, stream: StreamState): AskedBatch {
  return patched(PATCHES.batchesOfChunks) ? askInChunks(run, stream) : askAsWhole(run, stream);
}

function askInChunks(run: JobRun, stream: StreamState): AskedBatch {
  const { policy, state } = run;
  const { batchSize } = run.controls;
  const { attempts } = stream;
  const chunkSize = chunkSizeOf(stream, batchSize, policy.chunkSize);
  const isAuto = batchSize === 'auto';
  const input: BatchInput = {
    ...commonInput(run, stream),
    ...(stream.upTo === null ? {} : { upTo: stream.upTo }),
    batchSize: isAuto ? NO_LIMIT : batchSize,
    chunkSize,
    maxBatchMs: policy.maxBatchMs,
    controlSeq: run.controlSeq,
    ...(patched(PATCHES.holds) ? { holdMs: holdWaitMs(state.run.held) } : {}),
  };
  const ofStream = stream.upTo === null ? '' : `stream ${stream.no}, `;
  const limit = isAuto ? `${policy.maxBatchMs} ms in chunks of up to ${chunkSize}` : `up to ${input.batchSize}`;
  const name = `${ofStream}chunk ${stream.chunkNo}, batch of ${limit} targets above ${stream.cursor}`;
  const asked = activitiesFor(run, stream, name);
  const activities = stream.upTo === null ? asked : upTo(asked);
  // Which targets have failed is told by the attempts. While none has told it, as where the look-up fails, nothing is
  // recorded.
  const lastId = isGivenUp(attempts) ? attempts?.lastId : undefined;
  if (attempts && lastId !== undefined) {
    const result = activities.recordFailedChunk({ ...input, code: attempts.lastFailure, lastId });
    return { chunkSize, isAuto, isRecord: true, result };
  }
  if (attempts?.isLast) return { chunkSize, isAuto, isRecord: false, result: activities.processUnlockedChunk(input) };
  const { targetChunkMs } = policy;
  const process = state.run.isCanary ? asked.processCanary : activities.processChunks;
  const result = process(isAuto ? { ...input, targetChunkMs } : input);
  return { chunkSize, isAuto, isRecord: false, result };
}

/** A worker of before streams, which would go on behind the end of a range, does not know these names. */
function upTo(activities: ReturnType<typeof batchProxy>) {
  return {
    processChunks: activities.processChunksUpTo,
    processUnlockedChunk: activities.processUnlockedChunkUpTo,
    recordFailedChunk: activities.recordFailedChunkUpTo,
  };
}

/** As before there were chunks. */
function askAsWhole(run: JobRun, stream: StreamState): AskedBatch {
  const { attempts } = stream;
  const { policy, controls } = run;
  // A run of before has no `auto`: only one that goes on under this version may be asked for it.
  const batchSize = attempts?.batchSize ?? (controls.batchSize === 'auto' ? policy.chunkSize : controls.batchSize);
  const input: WholeBatch = { ...commonInput(run, stream), batchSize, understandsPaused: true };
  const name = `batch ${stream.chunkNo}, up to ${batchSize} targets above ${stream.cursor}`;
  const activities = activitiesFor(run, stream, name);
  const asBatch = async (answer: Promise<RecordedChunk | PausedBatch>): Promise<BatchResult> => {
    const chunk = await answer;
    if ('paused' in chunk) return { ...nothingDone(stream), ...chunk, isPaused: true };
    return { ...chunk, nextChunkNo: stream.chunkNo + 1, isPaused: false };
  };
  const sent = withBatchNo(input);
  if (attempts && isGivenUp(attempts)) {
    const code = attempts.lastFailure;
    const result = asBatch(activities.recordFailedBatch({ ...sent, code }));
    return { chunkSize: batchSize, isAuto: false, isRecord: true, result };
  }
  const answer = attempts?.isLast ? activities.processUnlocked(sent) : activities.processBatch(sent);
  return { chunkSize: batchSize, isAuto: false, isRecord: false, result: asBatch(answer) };
}

function commonInput({ input, state, policy }: JobRun, { no, chunkNo, cursor }: StreamState) {
  const { jobId, businessId, operationType, gateType } = input;
  return {
    ...{ jobId, businessId, operationType, gateType },
    runNo: state.run.no,
    streamNo: no,
    chunkNo,
    cursor,
    counters: state.run.counters,
    lockTtlSeconds: policy.lockTtlSeconds,
    heartbeatTimeoutSeconds: policy.heartbeatTimeoutSeconds,
  };
}

/**
 * Eager, which saves a way through the task queue: the first attempt of the only stream. A worker that is stopping refuses it, and
 * the second one goes to any worker. Of several streams each would end up at the worker that has the workflow.
 */
function activitiesFor(run: JobRun, stream: StreamState, name: string) {
  const attempt = (stream.attempts?.made ?? 0) + 1;
  const isEager = attempt === 1 && stream.upTo === null;
  return batchProxy(run.policy, attempt === 1 ? name : `${name} (attempt ${attempt})`, isEager);
}
