import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { describeError, errorMeaning, explainError } from '../db/postgres-error.js';
import { endHold } from '../db/repositories/job-holds.js';
import { isPassing } from '../db/sqlstate-meanings.js';
import { CommitFailed } from '../db/transaction.js';
import {
  type BatchInput,
  type BatchProgress,
  type BatchResult,
  type FailedAttempt,
  type FailedBatch,
  type FailedChunk,
  nothingDone,
  type PausedBatch,
  type RecordedChunk,
  type SentBatch,
  upcastBatch,
  type WholeBatch,
} from '../operations/batch.js';
import type { LoadWatch } from '../load/load-watch.js';
import type { OperationDefinition } from '../operations/definition.js';
import { FAILURE, type PassingCause, type PassingFailure } from '../operations/errors.js';
import { type Hold, type HoldKind, isHeldAlready } from '../operations/hold.js';
import { addCounters } from '../operations/progress.js';
import {
  ChunkFailed,
  ChunkHeld,
  type ChunkInput,
  ChunkPutOff,
  type Chunks,
  createChunks,
  LedgerBusy,
  putOff,
} from './chunk.js';
import { type ChunkSlots, NoSlotFree } from './chunk-slots.js';
import { ChunkSteerings } from './chunk-steerings.js';
import { BatchFailed, type BatchWork, type HeldBatch, workThrough } from './chunks-of-batch.js';
import type { GateKeeper } from './gate-keeper.js';
import { withHeartbeat } from './heartbeat.js';
import { holdJob } from './hold-job.js';
import { createMessageChunks, type MessageChunkDependencies } from './message-chunk.js';

/** For a slot, also where a batch has less time: it would never get one beside others. */
const LEAST_WAIT_MS = 1_000;
/** For a slot, where a batch is one chunk and has no time of its own. */
const WAIT_OF_WHOLE_MS = 20_000;

export interface BatchDependencies extends Omit<MessageChunkDependencies, 'rows'> {
  readonly keeper: GateKeeper;
  readonly load: Pick<LoadWatch, 'look' | 'during'>;
  /** Called for every batch that ends because its job is to wait. */
  readonly recordHold: (kind: HoldKind) => void;
  readonly slots: Pick<ChunkSlots, 'run'>;
  /** Of chunks of messages: they are held while a provider is waited for. */
  readonly messageSlots: Pick<ChunkSlots, 'run'>;
  /** Connections of theirs, for the same reason. */
  readonly messagesDataSource: DataSource;
  /** Whether this worker has been told to stop. */
  readonly isStopping: () => boolean;
}

type SelectedJob = Parameters<BatchDependencies['selections']['of']>[0];

export function createBatchActivities(dependencies: BatchDependencies) {
  const { dataSource, keeper, load, slots, messageSlots, selections, isStopping } = dependencies;
  const chunksOf = chunksByKind(dependencies);
  const steerings = new ChunkSteerings();
  const chunks: Chunks = {
    act: async (input, ...more) => chunksOf[await kindOf(input)].act(input, ...more),
    recordFailed: async (input, ...more) => chunksOf[await kindOf(input)].recordFailed(input, ...more),
  };

  async function kindOf(input: SelectedJob): Promise<OperationDefinition['kind']> {
    return (await selections.of(input)).definition.kind;
  }

  async function slotsOf(input: SelectedJob): Promise<Pick<ChunkSlots, 'run'>> {
    return (await kindOf(input)) === 'messages' ? messageSlots : slots;
  }

  function withBeat<T>(
    input: BatchInput | WholeBatch,
    work: (onProgress: (done: BatchProgress) => void) => Promise<T>,
  ): Promise<T> {
    // A worker that waits for its last batch still answers workflow tasks, and would be given the next batch eagerly
    // with each answer: a job could keep it from stopping until the grace time cuts a batch. The next attempt is not eager.
    if (isStopping()) throw passing('this worker is stopping', 'away', {});
    const { businessId, operationType, gateType, jobId, streamNo, lockTtlSeconds, heartbeatTimeoutSeconds } = input;
    let done = nothingDone(input);
    return withHeartbeat(
      keeper,
      {
        held: { businessId, operationType, gateType, jobId, ttlSeconds: lockTtlSeconds },
        heartbeatTimeoutSeconds,
        beat: () => {
          const counters = addCounters(input.counters, done);
          const { nextChunkNo: chunkNo, nextCursor: cursor } = done;
          Context.current().heartbeat({ streamNo, chunkNo, cursor, counters, done });
        },
      },
      (beatNow) =>
        work((further) => {
          done = further;
          beatNow();
        }).catch((error: unknown) => {
          throw batchFailure(error);
        }),
    );
  }

  function workOn(input: BatchInput, work: Pick<BatchWork, 'doChunk' | 'endsWith'>): Promise<BatchResult> {
    let found: Hold | null = null;
    let isFirstLook = true;
    const doChunk: BatchWork['doChunk'] = (chunk, leftMs) =>
      inSlot(input, leftMs, () =>
        load.during(
          () => work.doChunk(chunk, leftMs),
          (hold) => (found = hold),
        ),
      ).catch(async (error: unknown) => {
        throw error instanceof ChunkHeld ? await putOffBy(input, error.hold) : error;
      });
    return withBeat(input, (onProgress) =>
      workThrough(input, {
        ...work,
        steering: steerings.of(input),
        hold() {
          const looking = holdFor(input, found, isFirstLook);
          isFirstLook = false;
          return looking;
        },
        isHoldFound: () => found !== null && input.holdMs !== undefined,
        doChunk,
        onProgress,
      }),
    );
  }

  /** @param found while the chunk before was at work */
  async function holdFor(
    { businessId, jobId, holdMs }: BatchInput,
    found: Hold | null,
    isFirstLook: boolean,
  ): Promise<HeldBatch | null> {
    if (holdMs === undefined) return null;
    const hold = found ?? (await load.look());
    const business = new Business(dataSource, businessId);
    if (!hold) {
      // The chunk that comes would end it as well, but not where it fails.
      if (isFirstLook && isHeldAlready(holdMs)) await endHold(business, jobId);
      return null;
    }
    return heldBy(business, jobId, hold, holdMs);
  }

  async function heldBy(business: Business, jobId: string, hold: Hold, holdMs: number): Promise<HeldBatch> {
    const answer = await holdJob(business, jobId, hold, holdMs);
    dependencies.recordHold(hold.kind);
    return { ...answer, hold };
  }

  /** A chunk of messages waits, with what it has sent so far. A workflow of before holds asks again at once. */
  async function putOffBy({ businessId, jobId, holdMs }: BatchInput, hold: Hold): Promise<ChunkPutOff> {
    const business = new Business(dataSource, businessId);
    if (holdMs === undefined) return await putOff(business, { businessId, jobId });
    return new ChunkPutOff(await heldBy(business, jobId, hold, holdMs));
  }

  /**
   * A batch that waits ends with its time as well, so that no attempt lasts longer than that and one transaction.
   *
   * @throws ChunkPutOff where no slot has become free in time
   */
  async function inSlot<T>(input: BatchInput, leftMs: number, work: () => Promise<T>): Promise<T> {
    const { businessId } = input;
    try {
      const slot = await slotsOf(input);
      return await slot.run(businessId, Math.max(leftMs, LEAST_WAIT_MS), work);
    } catch (error) {
      if (!(error instanceof NoSlotFree)) throw error;
      return await putOff(new Business(dataSource, businessId), input);
    }
  }

  function asWhole(
    sent: SentBatch,
    work: (chunk: ChunkInput) => ReturnType<BatchWork['doChunk']>,
  ): Promise<RecordedChunk | PausedBatch> {
    const input = upcastBatch(sent);
    const chunk = { ...input, upTo: null, size: input.batchSize, whilePaused: !input.understandsPaused };
    return withBeat(input, async () => {
      try {
        const slot = await slotsOf(input);
        return (await slot.run(input.businessId, WAIT_OF_WHOLE_MS, () => work(chunk))).chunk;
      } catch (error) {
        // Such a workflow asks again once the job runs, and it reads in the answer whether it does.
        if (error instanceof ChunkPutOff) return { paused: true, ...error.answer };
        throw error;
      }
    });
  }

  const activities = {
    /**
     * Works through one batch, chunk by chunk. What the ledger has is taken over: a repeated call returns the recorded
     * results. For a job whose row says `paused` nothing more is done.
     *
     * @throws ApplicationFailure `BatchUnreachable` (a passing cause), `BatchImpossible` (no row is to blame, and no later
     *   attempt does better), `BatchAttemptFailed` (anything else that PostgreSQL answered), each with `FailedAttempt` in its
     *   details; `JobNotLive`, `GateLost`
     */
    processChunks(input: BatchInput): Promise<BatchResult> {
      return workOn(input, { doChunk: (chunk, leftMs) => chunks.act(chunk, 'wait', leftMs), endsWith: () => false });
    },

    /**
     * Does one chunk like `processChunks`, but records the rows that another session has locked as failed instead of
     * waiting for them. A table that is locked as a whole makes it fail like `processChunks`.
     */
    processUnlockedChunk(input: BatchInput): Promise<BatchResult> {
      return workOn(input, {
        doChunk: (chunk, leftMs) => chunks.act(chunk, 'record as failed', leftMs),
        // What comes behind it may have to wait for nobody.
        endsWith: ({ isTakenOver }) => !isTakenOver,
      });
    },

    /**
     * Records the targets of a chunk that has failed as failed, under that chunk's row of the ledger: where an attempt has
     * committed after all, its result stands. Throws like `processChunks`.
     */
    recordFailedChunk(input: BatchInput & FailedChunk): Promise<BatchResult> {
      return workOn(input, {
        doChunk: (chunk) => chunks.recordFailed(chunk, input.code, input.lastId),
        // Also where it is taken over: what comes behind it has not failed.
        endsWith: () => true,
      });
    },

    /** For workflows of before chunks: a batch is one chunk. Throws like `processChunks`. */
    processBatch(sent: SentBatch): Promise<RecordedChunk | PausedBatch> {
      return asWhole(sent, (chunk) => chunks.act(chunk, 'wait', WAIT_OF_WHOLE_MS));
    },

    /** The same for `processUnlockedChunk`. */
    processUnlocked(sent: SentBatch): Promise<RecordedChunk | PausedBatch> {
      return asWhole(sent, (chunk) => chunks.act(chunk, 'record as failed', WAIT_OF_WHOLE_MS));
    },

    /** The same for `recordFailedChunk`. */
    recordFailedBatch(sent: SentBatch & FailedBatch): Promise<RecordedChunk | PausedBatch> {
      return asWhole(sent, (chunk) => chunks.recordFailed(chunk, sent.code));
    },
  };
  // A worker of before streams would go on behind the end of the range: it does not know these names.
  return {
    ...activities,
    processChunksUpTo: (input: BatchInput) => activities.processChunks(input),
    // One of before canaries would send to everybody.
    processCanary: (input: BatchInput) => activities.processChunks(input),
    processUnlockedChunkUpTo: (input: BatchInput) => activities.processUnlockedChunk(input),
    recordFailedChunkUpTo: (input: BatchInput & FailedChunk) => activities.recordFailedChunk(input),
  };
}

function chunksByKind(dependencies: BatchDependencies): Readonly<Record<OperationDefinition['kind'], Chunks>> {
  const rows = createChunks(dependencies);
  return {
    rows,
    messages: createMessageChunks({ ...dependencies, dataSource: dependencies.messagesDataSource, rows }),
  };
}

/** Sorts an attempt's error by what it means for the batch. No message of the server crosses this line. */
function batchFailure(error: unknown): ApplicationFailure {
  if (error instanceof ChunkFailed) return meaningOf(error.cause, {});
  if (!(error instanceof BatchFailed)) return meaningOf(error, {});
  const { done, chunk } = error;
  return meaningOf(error.cause, { done, ...chunk });
}

function meaningOf(error: unknown, details: Partial<FailedAttempt>): ApplicationFailure {
  if (error instanceof ApplicationFailure) {
    return error.type === FAILURE.unknownOperationType ? passing(error.message, 'away', details) : error;
  }
  if (error instanceof LedgerBusy) return passing('another attempt of this batch is in flight', 'conflict', details);
  if (error instanceof NoSlotFree) return passing('all slots of its business are at work here', 'conflict', details);
  const meaning = errorMeaning(error);
  if (isPassing(meaning)) return passing(explainError(error), meaning, details);
  // What could be a row's is found by bisecting. Met elsewhere (the ledger, the job's row, the look-up of the targets) it
  // is ours; met by COMMIT even after the bisecting, nobody knows.
  if (meaning === 'setup' || (meaning === 'row' && !(error instanceof CommitFailed))) {
    return ApplicationFailure.nonRetryable(explainError(error), FAILURE.batchImpossible, details);
  }
  return ApplicationFailure.nonRetryable(describeError(error), FAILURE.batchAttemptFailed, details);
}

function passing(message: string, cause: PassingCause, attempt: Partial<FailedAttempt>): ApplicationFailure {
  const details: PassingFailure & Partial<FailedAttempt> = { cause, ...attempt };
  return ApplicationFailure.nonRetryable(message, FAILURE.batchUnreachable, details);
}
