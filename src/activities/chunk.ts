import { ApplicationFailure } from '@temporalio/common';
import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { errorMeaning, LOCK_NOT_AVAILABLE, postgresError } from '../db/postgres-error.js';
import { listAfterCommit } from '../db/repositories/after-commits.js';
import {
  closeChunk,
  openChunk,
  readChunk,
  readRow,
  recordFailures,
  type TargetFailure,
} from '../db/repositories/chunk-ledger.js';
import { findOpenChunk } from '../db/repositories/open-chunks.js';
import { preparing } from '../db/prepared-statements.js';
import { selectTargets } from '../db/selections/select-targets.js';
import type { NextTargets, SelectedTargets } from '../db/selections/selected-targets.js';
import { CommitFailed, type Transaction } from '../db/transaction.js';
import type { ChunkId, ChunkOutcome, RecordedChunk, RowAnswer } from '../operations/batch.js';
import type { OperationDefinition, Sql } from '../operations/definition.js';
import type { Hold } from '../operations/hold.js';
import { FAILURE } from '../operations/errors.js';
import { type ActOutcome, actByBisecting, actOnAll, NOTHING_ACTED_ON, PoisonedChunk } from './act-on-targets.js';
import type { BegunSelection, BegunSelections } from './begun-selections.js';
import type { Checkpoint } from './checkpoint.js';

/** One chunk, and the setting it runs under. */
export interface ChunkInput extends ChunkId {
  readonly operationType: string;
  readonly gateType?: string | undefined;
  readonly runNo: number;
  readonly cursor: number;
  /** Highest target that belongs to its stream; null for the end of the selection. */
  readonly upTo: number | null;
  /** Most targets. */
  readonly size: number;
  /** Whether a paused job takes the chunk all the same. */
  readonly whilePaused: boolean;
}

/** A chunk that is in the ledger. */
export interface ChunkInLedger {
  readonly chunk: RecordedChunk;
  /** Another attempt had done it. */
  readonly isTakenOver: boolean;
  /** How long the transaction took, from BEGIN to COMMIT; null where that says nothing of how large a chunk may be. */
  readonly ms: number | null;
}

/** Called for every chunk that this process has committed. */
export type RecordChunk = (chunk: {
  operationType: string;
  kind: OperationDefinition['kind'];
  seconds: number;
  outcome: ChunkOutcome;
}) => void;

/** Whether a chunk waits for rows that another session has locked, or does without them. */
export type LockedRows = 'wait' | 'record as failed';

/** The chunk is not done now, which is no failure. Of rows nothing is kept; of messages it stays open. */
export class ChunkPutOff extends Error {
  constructor(readonly answer: RowAnswer & { readonly hold?: Hold }) {
    super('the chunk is put off');
  }
}

/** The job's row says that it is paused. Thrown, so that the chunk's transaction is rolled back. */
export class JobPaused extends ChunkPutOff {}

/** The job is to wait with its chunk, which stays open. */
export class ChunkHeld extends Error {
  constructor(readonly hold: Hold) {
    super('the chunk waits');
  }
}

/** Another attempt of this chunk holds the ledger's row: not this attempt's fault, and it has done nothing yet. */
export class LedgerBusy extends Error {}

/** The chunk was rolled back, or nobody knows: `cause` says why. */
export class ChunkFailed extends Error {
  /** @param lastId its last target, where that was found out */
  constructor(
    override readonly cause: unknown,
    readonly lastId: number | undefined,
  ) {
    super('a chunk has failed', { cause });
  }
}

export interface ChunkDependencies {
  readonly dataSource: DataSource;
  readonly selections: BegunSelections;
  readonly checkpoint: Checkpoint;
  readonly recordChunk: RecordChunk;
  /** Id of the workflow run that has scheduled the current activity. */
  readonly runOfWorkflow: () => string | null;
}

/** What can be done with a chunk of either kind of operation. */
export interface Chunks {
  /** @param leftMs of the batch's time */
  act(input: ChunkInput, lockedRows: LockedRows, leftMs: number): Promise<ChunkInLedger>;
  /** Records targets as failed: those up to `lastId`, or as many as the size says where it is undefined. */
  recordFailed(input: ChunkInput, code: string, lastId?: number): Promise<ChunkInLedger>;
}

/** Looks up the targets of a chunk. */
type LookUp = (sql: Sql, selected: SelectedTargets) => Promise<NextTargets>;

/** What a chunk is a part of. */
export interface ChunkOf extends Omit<BegunSelection, 'selection'> {
  readonly selected: SelectedTargets;
}

/** What a chunk does with its targets, between the ledger's row and the job's row. */
type Work = (sql: Transaction, targets: NextTargets, of: ChunkOf) => Promise<ChunkOutcome>;

export type Act = typeof actOnAll;

/**
 * What may be done with a chunk: each in one transaction with its row of the ledger, so that it is done once, and not for a
 * settled job. A chunk that is in the ledger is taken over as it is.
 *
 * @throws of what this returns: ChunkFailed, ChunkPutOff
 */
export function createChunks(dependencies: ChunkDependencies): Chunks {
  const { dataSource, selections, checkpoint, recordChunk, runOfWorkflow } = dependencies;

  async function doOnce(input: ChunkInput, lookUp: LookUp, work: Work): Promise<ChunkInLedger> {
    const { operationType, businessId, jobId, streamNo, chunkNo } = input;
    const startedAt = performance.now();
    let begunAt = startedAt;
    let lastId: number | undefined;
    try {
      const of = withinRange(await selections.of(input), input);
      const { selected } = of;
      await checkpoint('before begin', { jobId, businessId, streamNo, chunkNo });
      const done = await new Business(dataSource, businessId).transaction(async (sql) => {
        // A connection of the pool is waited for before it, however small the chunk is.
        begunAt = performance.now();
        const opening = openOrWait(sql, input);
        // Sent together with BEGIN and the ledger's row, which saves two round trips of six. PostgreSQL answers in order:
        // where another attempt has done the chunk, this look-up was for nothing and does no harm.
        const taking = lookUp(selected.hasOnePlan ? preparing(sql) : sql, selected);
        taking.catch(() => undefined);
        if (!(await opening)) {
          await taking;
          const recorded = await readChunk(sql, input);
          if (!recorded) throw (await findOpenChunk(sql, input)) ? new LedgerBusy() : jobNotLive();
          return { chunk: recorded, isTakenOver: true };
        }
        await checkpoint('batch opened', { jobId, businessId, streamNo, chunkNo });
        const targets = await taking;
        if (targets.taken > 0) lastId = targets.nextCursor;
        // Sent together with the chunk's own statements. Where it fails, so does everything behind it in the transaction,
        // and its error is the one to report.
        const counting = selected.countChanged(sql, input.cursor, targets);
        counting.catch(() => undefined);
        const outcome = await work(sql, targets, of).catch(async (error: unknown) => {
          await counting;
          throw error;
        });
        const closed = await closeChunk(sql, input, {
          outcome,
          changedSince: await counting,
          runNo: input.runNo,
          runId: runOfWorkflow(),
          durationMs: Math.round(performance.now() - startedAt),
          size: input.size,
          whilePaused: input.whilePaused,
        });
        if (!closed) {
          if (input.whilePaused) throw jobNotLive();
          return await putOff(sql, input);
        }
        await checkpoint('before commit', { jobId, businessId, streamNo, chunkNo });
        return { chunk: { ...outcome, ...closed }, isTakenOver: false };
      });
      const ms = performance.now() - begunAt;
      await checkpoint('after commit', { jobId, businessId, streamNo, chunkNo });
      if (!done.isTakenOver) {
        const seconds = (performance.now() - startedAt) / 1000;
        recordChunk({ operationType, kind: of.definition.kind, seconds, outcome: done.chunk });
      }
      return { ...done, ms };
    } catch (error) {
      throw error instanceof ChunkPutOff ? error : new ChunkFailed(error, lastId);
    }
  }

  function actOnTargets(input: ChunkInput, lockedRows: LockedRows, act: Act): Promise<ChunkInLedger> {
    const { businessId, jobId } = input;
    const isWaiting = lockedRows === 'wait';
    return doOnce(input, nextOf(input, isWaiting), async (sql, targets, of) => {
      const { ids, locked } = isWaiting
        ? { ids: targets.ids, locked: [] }
        : await of.selected.lockUnlocked(sql, targets.ids);
      const { definition, parameters, archiveExpiresOn } = of;
      if (definition.kind !== 'rows') throw new TypeError(`${definition.type} does not act on rows`);
      const done: ActOutcome =
        ids.length === 0
          ? NOTHING_ACTED_ON
          : await act(preparing(sql), { definition, parameters }, { businessId, jobId, ids, archiveExpiresOn });
      if (done.leftToDo.length > 0 && !definition.afterCommit) throw nobodyToDoIt(input.operationType);
      for (const left of done.leftToDo) await listAfterCommit(sql, input, left);
      const failures = [...locked.map(lockedTarget), ...done.failures];
      await recordFailures(sql, input, failures);
      return outcomeOf(targets, done.succeeded, failures.length);
    });
  }

  return {
    /** Acts on the next targets, without those that are poison. */
    async act(input: ChunkInput, lockedRows: LockedRows): Promise<ChunkInLedger> {
      try {
        return await actOnTargets(input, lockedRows, actOnAll);
      } catch (error) {
        if (!(error instanceof ChunkFailed) || !isPoisoned(error.cause)) throw error;
        return actOnTargets(input, lockedRows, actByBisecting);
      }
    },

    recordFailed(input: ChunkInput, code: string, lastId?: number): Promise<ChunkInLedger> {
      const lookUp = lastId === undefined ? nextOf(input, false) : upTo(input, lastId);
      return doOnce(input, lookUp, async (sql, targets) => {
        const failures = targets.ids.toArray().map((targetId) => ({ targetId, code, constraint: undefined }));
        await recordFailures(sql, input, failures);
        return outcomeOf(targets, 0, failures.length);
      });
    },
  };
}

/** Opens the ledger's row of a chunk. @throws LedgerBusy where another attempt holds it for too long */
export function openOrWait(sql: Transaction, chunk: ChunkId): Promise<boolean> {
  return openChunk(sql, chunk).catch((error: unknown) => {
    throw postgresError(error)?.code === LOCK_NOT_AVAILABLE ? new LedgerBusy() : error;
  });
}

/** What is above the range is another stream's. */
export function withinRange({ selection, ...begun }: BegunSelection, { upTo }: ChunkInput): ChunkOf {
  const part = upTo === null ? selection : { ...selection, upperBound: upTo };
  return { ...begun, selected: selectTargets(begun.definition.targets, part) };
}

export const nextOf =
  ({ cursor, size }: ChunkInput, lock: boolean): LookUp =>
  (sql, selected) =>
    selected.next(sql, cursor, size, lock);

const upTo =
  ({ cursor }: ChunkInput, lastId: number): LookUp =>
  (sql, selected) =>
    selected.nextUpTo(sql, cursor, lastId);

/** What is neither acted on nor failed was skipped: unknown and foreign ids, and rows that are gone. */
function outcomeOf({ taken, nextCursor, exhausted }: NextTargets, succeeded: number, failed: number): ChunkOutcome {
  return { processed: taken, succeeded, failed, skipped: taken - succeeded - failed, nextCursor, exhausted };
}

export function lockedTarget(targetId: number): TargetFailure {
  return { targetId, code: LOCK_NOT_AVAILABLE, constraint: undefined };
}

/** Some target of the chunk is to blame; which one is found by halving. */
export function isPoisoned(error: unknown): boolean {
  return error instanceof PoisonedChunk || isDeferredRefusal(error);
}

/** A constraint or a trigger that only COMMIT looked at. Our own tables have none, so that a target may be to blame. */
function isDeferredRefusal(error: unknown): boolean {
  return error instanceof CommitFailed && errorMeaning(error) === 'row';
}

/**
 * Ends a batch before its next chunk, with what the job's row says now: a job that was paused when its chunk was refused may
 * have been resumed meanwhile.
 *
 * @throws JobPaused, ChunkPutOff, or ApplicationFailure `JobNotLive`
 */
export async function putOff(sql: Sql, { businessId, jobId }: Pick<ChunkId, 'businessId' | 'jobId'>): Promise<never> {
  const live = await readRow(sql, businessId, jobId);
  if (!live) throw jobNotLive();
  throw live.row.status === 'paused' ? new JobPaused(live) : new ChunkPutOff(live);
}

function nobodyToDoIt(operationType: string): ApplicationFailure {
  const message = `act of ${operationType} has left something to do, and its definition has no afterCommit`;
  return ApplicationFailure.nonRetryable(message, FAILURE.batchImpossible);
}

export function jobNotLive(): ApplicationFailure {
  return ApplicationFailure.nonRetryable('the job is final: this batch was rolled back', FAILURE.jobNotLive);
}
