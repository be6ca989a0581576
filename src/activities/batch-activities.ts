import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { describeError, errorMeaning, explainError, LOCK_NOT_AVAILABLE, postgresError } from '../db/postgres-error.js';
import { isPassing } from '../db/sqlstate-meanings.js';
import {
  closeChunk,
  openChunk,
  readChunk,
  readRow,
  recordFailures,
  type TargetFailure,
} from '../db/repositories/chunk-ledger.js';
import { countChanged, lockUnlocked, type NextTargets, nextTargets } from '../db/repositories/targets.js';
import { CommitFailed } from '../db/transaction.js';
import {
  type BatchInput,
  type BatchOutcome,
  type FailedBatch,
  type PausedBatch,
  type RecordedBatch,
  type RowAnswer,
  type SentBatch,
  upcastBatch,
} from '../operations/batch.js';
import { FAILURE, type PassingCause, type PassingFailure } from '../operations/errors.js';
import type { Sql } from '../operations/definition.js';
import { type ActOutcome, actByBisecting, actOnAll, PoisonedBatch } from './act-on-targets.js';
import type { Checkpoint } from './checkpoint.js';
import type { GateKeeper } from './gate-keeper.js';
import { withHeartbeat } from './heartbeat.js';
import type { BegunSelection, BegunSelections } from './begun-selections.js';

/** Called for every batch that this process has committed. */
export type RecordBatch = (batch: { operationType: string; seconds: number; outcome: BatchOutcome }) => void;

export interface BatchDependencies {
  readonly dataSource: DataSource;
  readonly keeper: GateKeeper;
  readonly selections: BegunSelections;
  readonly checkpoint: Checkpoint;
  readonly recordBatch: RecordBatch;
  /** Id of the workflow run that has scheduled the current activity. */
  readonly runOfWorkflow: () => string | null;
  /** Whether this worker has been told to stop. */
  readonly isStopping: () => boolean;
}

type Act = typeof actOnAll;

/** What a batch does with its targets, between the ledger's row and the job's row. */
type Work = (sql: Sql, targets: NextTargets, begun: BegunSelection) => Promise<BatchOutcome>;

/** Whether a batch waits for rows that another session has locked, or does without them. */
type LockedRows = 'wait' | 'record as failed';

/** The job's row says that it is paused. Thrown, so that the chunk's transaction is rolled back. */
class JobPaused extends Error {
  constructor(readonly answer: RowAnswer) {
    super('the job is paused');
  }
}

/** Another attempt of this chunk holds the ledger's row: not this attempt's fault, and it has done nothing yet. */
class LedgerBusy extends Error {}

export function createBatchActivities(dependencies: BatchDependencies) {
  const { dataSource, keeper, selections, checkpoint, recordBatch, runOfWorkflow } = dependencies;

  /** One chunk, in one transaction with its row of the ledger: it is done once, and not for a settled job. */
  async function doOnce(input: BatchInput, lock: boolean, work: Work): Promise<RecordedBatch> {
    const begun = await selections.of(input);
    const { definition, selection } = begun;
    const startedAt = performance.now();
    const { businessId, jobId, chunkNo } = input;
    const { result, done } = await new Business(dataSource, businessId).transaction(async (sql) => {
      const opening = openChunk(sql, input).catch((error: unknown) => {
        throw postgresError(error)?.code === LOCK_NOT_AVAILABLE ? new LedgerBusy() : error;
      });
      // Sent together with BEGIN and the ledger's row, which saves two round trips of six. PostgreSQL answers in order: where
      // another attempt has done the chunk, this look-up was for nothing and does no harm.
      const taking = nextTargets(sql, definition.targets, selection, input.cursor, input.batchSize, lock);
      taking.catch(() => undefined);
      if (!(await opening)) {
        await taking;
        const recorded = await readChunk(sql, input);
        if (!recorded) throw jobNotLive();
        return { result: recorded, done: false };
      }
      await checkpoint('batch opened', { jobId, businessId, chunkNo });
      const targets = await taking;
      // Sent together with the batch's own statements. Where it fails, so does everything behind it in the transaction, and
      // its error is the one to report.
      const counting = countChanged(sql, definition.targets, selection, input.cursor, targets);
      counting.catch(() => undefined);
      const outcome = await work(sql, targets, begun).catch(async (error: unknown) => {
        await counting;
        throw error;
      });
      const whilePaused = !input.understandsPaused;
      const closed = await closeChunk(sql, input, {
        outcome,
        changedSince: await counting,
        runNo: input.runNo,
        runId: runOfWorkflow(),
        durationMs: Math.round(performance.now() - startedAt),
        whilePaused,
      });
      if (!closed) {
        const live = whilePaused ? null : await readRow(sql, businessId, jobId);
        throw live ? new JobPaused(live) : jobNotLive();
      }
      await checkpoint('before commit', { jobId, businessId, chunkNo });
      return { result: { ...outcome, ...closed }, done: true };
    });
    await checkpoint('after commit', { jobId, businessId, chunkNo });
    if (done) {
      recordBatch({
        operationType: input.operationType,
        seconds: (performance.now() - startedAt) / 1000,
        outcome: result,
      });
    }
    return result;
  }

  function actOnTargets(input: BatchInput, lockedRows: LockedRows, act: Act): Promise<RecordedBatch> {
    const { businessId, jobId } = input;
    return doOnce(input, lockedRows === 'wait', async (sql, targets, { definition, selection }) => {
      const { ids, locked } =
        lockedRows === 'wait'
          ? { ids: targets.ids, locked: [] }
          : await lockUnlocked(sql, definition.targets, selection, targets.ids);
      const done: ActOutcome =
        ids.length === 0 ? { succeeded: 0, failures: [] } : await act(sql, definition, { businessId, jobId, ids });
      const failures = [...locked.map(lockedTarget), ...done.failures];
      await recordFailures(sql, input, failures);
      return outcomeOf(targets, done.succeeded, failures.length);
    });
  }

  async function attempt(input: BatchInput, lockedRows: LockedRows): Promise<RecordedBatch> {
    try {
      return await actOnTargets(input, lockedRows, actOnAll);
    } catch (error) {
      if (!(error instanceof PoisonedBatch) && !isDeferredRefusal(error)) throw error;
      return actOnTargets(input, lockedRows, actByBisecting);
    }
  }

  function recordFailed(input: BatchInput, code: string): Promise<RecordedBatch> {
    return doOnce(input, false, async (sql, targets) => {
      const failures = targets.ids.map((targetId) => ({ targetId, code, constraint: undefined }));
      await recordFailures(sql, input, failures);
      return outcomeOf(targets, 0, failures.length);
    });
  }

  function withBeat(
    sent: SentBatch,
    work: (input: BatchInput) => Promise<RecordedBatch>,
  ): Promise<RecordedBatch | PausedBatch> {
    // A worker that waits for its last batch still answers workflow tasks, and would be given the next batch eagerly
    // with each answer: a job could keep it from stopping until the grace time cuts a batch. The next attempt is not eager.
    if (dependencies.isStopping()) {
      throw passing('this worker is stopping', 'away');
    }
    const input = upcastBatch(sent);
    const { businessId, operationType, jobId, lockTtlSeconds, heartbeatTimeoutSeconds } = input;
    const { streamNo, chunkNo, cursor, counters } = input;
    return withHeartbeat(
      keeper,
      {
        held: { businessId, operationType, jobId, ttlSeconds: lockTtlSeconds },
        heartbeatTimeoutSeconds,
        beat: () => Context.current().heartbeat({ streamNo, chunkNo, cursor, counters }),
      },
      () =>
        work(input).catch((error: unknown) => {
          if (error instanceof JobPaused) return { paused: true as const, ...error.answer };
          throw batchFailure(error);
        }),
    );
  }

  return {
    /**
     * Does one batch, once: a repeated call for the same chunk returns the recorded result and does nothing. For a job whose
     * row says `paused` nothing is done.
     *
     * @throws ApplicationFailure `BatchUnreachable` (a passing cause, which its details name), `BatchImpossible` (no row is
     *   to blame, and no later attempt does better), `BatchAttemptFailed` (anything else that PostgreSQL answered),
     *   `JobNotLive`, `GateLost`
     */
    processBatch(sent: SentBatch): Promise<RecordedBatch | PausedBatch> {
      return withBeat(sent, (input) => attempt(input, 'wait'));
    },

    /**
     * Does one batch like `processBatch`, but records the rows that another session has locked as failed instead of
     * waiting for them. A table that is locked as a whole makes it fail like `processBatch`.
     */
    processUnlocked(sent: SentBatch): Promise<RecordedBatch | PausedBatch> {
      return withBeat(sent, (input) => attempt(input, 'record as failed'));
    },

    /**
     * Records the targets of a batch as failed and moves on, under the same row of the ledger: where an attempt has
     * committed after all, its result stands. Throws like `processBatch`.
     */
    recordFailedBatch(sent: SentBatch & FailedBatch): Promise<RecordedBatch | PausedBatch> {
      return withBeat(sent, (input) => recordFailed(input, sent.code));
    },
  };
}

/** What is neither acted on nor failed was skipped: unknown and foreign ids, and rows that are gone. */
function outcomeOf({ taken, nextCursor, exhausted }: NextTargets, succeeded: number, failed: number): BatchOutcome {
  return { processed: taken, succeeded, failed, skipped: taken - succeeded - failed, nextCursor, exhausted };
}

function lockedTarget(targetId: number): TargetFailure {
  return { targetId, code: LOCK_NOT_AVAILABLE, constraint: undefined };
}

/** A constraint or a trigger that only COMMIT looked at. Our own tables have none, so that a target may be to blame. */
function isDeferredRefusal(error: unknown): boolean {
  return error instanceof CommitFailed && errorMeaning(error) === 'row';
}

function jobNotLive(): ApplicationFailure {
  return ApplicationFailure.nonRetryable('the job is final: this batch was rolled back', FAILURE.jobNotLive);
}

/** Sorts an attempt's error by what it means for the batch. No message of the server crosses this line. */
function batchFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof LedgerBusy) return passing('another attempt of this batch is in flight', 'conflict');
  const meaning = errorMeaning(error);
  if (isPassing(meaning)) return passing(explainError(error), meaning);
  // What could be a row's is found by bisecting. Met elsewhere (the ledger, the job's row, the look-up of the targets) it
  // is ours; met by COMMIT even after the bisecting, nobody knows.
  if (meaning === 'setup' || (meaning === 'row' && !(error instanceof CommitFailed))) {
    return ApplicationFailure.nonRetryable(explainError(error), FAILURE.batchImpossible);
  }
  return ApplicationFailure.nonRetryable(describeError(error), FAILURE.batchAttemptFailed);
}

function passing(message: string, cause: PassingCause): ApplicationFailure {
  const details: PassingFailure = { cause };
  return ApplicationFailure.nonRetryable(message, FAILURE.batchUnreachable, details);
}
