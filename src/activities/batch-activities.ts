import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { DataSource } from 'typeorm';
import { describeError, isUnreachable, LOCK_NOT_AVAILABLE, postgresError } from '../db/postgres-error.js';
import {
  type BatchOutcome,
  closeBatch,
  openBatch,
  readBatch,
  type RecordedBatch,
  recordFailures,
} from '../db/repositories/batch-ledger.js';
import { nextTargets } from '../db/repositories/targets.js';
import { inTransaction } from '../db/transaction.js';
import { FAILURE } from '../operations/errors.js';
import type { Sql } from '../operations/definition.js';
import { type ActOutcome, actByBisecting, actOnAll, PoisonedBatch } from './act-on-targets.js';
import type { Checkpoint } from './checkpoint.js';
import type { GateKeeper } from './gate-keeper.js';
import { withHeartbeat } from './heartbeat.js';
import type { BegunSelections } from './begun-selections.js';

/** Names one batch and the setting it runs under. */
export interface BatchInput {
  readonly jobId: string;
  readonly businessId: number;
  readonly operationType: string;
  readonly runNo: number;
  readonly batchNo: number;
  readonly cursor: number;
  readonly batchSize: number;
  readonly throttleMs: number;
  readonly lockTtlSeconds: number;
  readonly heartbeatTimeoutSeconds: number;
}

export interface FailedBatchInput extends BatchInput {
  /** Why the batch failed, as `describeError` puts it. */
  readonly code: string;
}

/** Told of every batch that was committed by this process. */
export type RecordBatch = (batch: { operationType: string; seconds: number; outcome: BatchOutcome }) => void;

export interface BatchDependencies {
  readonly dataSource: DataSource;
  readonly keeper: GateKeeper;
  readonly selections: BegunSelections;
  readonly checkpoint: Checkpoint;
  readonly recordBatch: RecordBatch;
  /** Whether this worker has been told to stop. */
  readonly isStopping: () => boolean;
}

type Act = typeof actOnAll;

/** Another attempt of this batch holds the ledger's row: not this attempt's fault, and it never got to work. */
class LedgerBusy extends Error {}

export function createBatchActivities(dependencies: BatchDependencies) {
  const { dataSource, keeper, selections, checkpoint, recordBatch } = dependencies;

  /** The ledger around whatever the batch does: nothing is done twice, nothing is done for a settled job. */
  async function underLedger(input: BatchInput, work: (sql: Sql) => Promise<BatchOutcome>): Promise<RecordedBatch> {
    const startedAt = performance.now();
    const batch = { jobId: input.jobId, batchNo: input.batchNo };
    const { result, done } = await inTransaction(dataSource, async (sql) => {
      const opened = await openBatch(sql, input.jobId, input.batchNo).catch((error: unknown) => {
        throw postgresError(error)?.code === LOCK_NOT_AVAILABLE ? new LedgerBusy() : error;
      });
      if (!opened) {
        const recorded = await readBatch(sql, input.jobId, input.batchNo);
        if (!recorded) throw jobNotLive();
        return { result: recorded, done: false };
      }
      await checkpoint('batch opened', batch);
      const outcome = await work(sql);
      const closed = await closeBatch(sql, input.jobId, input.batchNo, outcome, input.runNo);
      if (!closed) throw jobNotLive();
      await checkpoint('before commit', batch);
      return { result: { ...outcome, ...closed }, done: true };
    });
    await checkpoint('after commit', batch);
    if (done) {
      recordBatch({
        operationType: input.operationType,
        seconds: (performance.now() - startedAt) / 1000,
        outcome: result,
      });
    }
    return result;
  }

  async function actOnTargets(input: BatchInput, act: Act): Promise<RecordedBatch> {
    const { definition, selection } = await selections.of(input);
    return underLedger(input, async (sql) => {
      const targets = await nextTargets(sql, definition.targets, selection, input.cursor, input.batchSize, true);
      const { ids } = targets;
      const { businessId, jobId } = input;
      const done: ActOutcome =
        ids.length === 0 ? { succeeded: 0, failures: [] } : await act(sql, definition, { businessId, jobId, ids });
      await recordFailures(sql, jobId, input.batchNo, done.failures);
      const failed = done.failures.length;
      return {
        processed: targets.taken,
        succeeded: done.succeeded,
        failed,
        skipped: targets.taken - done.succeeded - failed,
        nextCursor: targets.nextCursor,
        exhausted: targets.exhausted,
      };
    });
  }

  async function attempt(input: BatchInput): Promise<RecordedBatch> {
    try {
      return await actOnTargets(input, actOnAll);
    } catch (error) {
      if (!(error instanceof PoisonedBatch) && !isDeferredViolation(error)) throw error;
      return actOnTargets(input, actByBisecting);
    }
  }

  async function recordFailed(input: FailedBatchInput): Promise<RecordedBatch> {
    const { definition, selection } = await selections.of(input);
    return underLedger(input, async (sql) => {
      const targets = await nextTargets(sql, definition.targets, selection, input.cursor, input.batchSize, false);
      const { ids, taken } = targets;
      const failures = ids.map((targetId) => ({ targetId, code: input.code, constraint: undefined }));
      await recordFailures(sql, input.jobId, input.batchNo, failures);
      return {
        processed: taken,
        succeeded: 0,
        failed: ids.length,
        skipped: taken - ids.length,
        nextCursor: targets.nextCursor,
        exhausted: targets.exhausted,
      };
    });
  }

  function beating(input: BatchInput, work: () => Promise<RecordedBatch>): Promise<RecordedBatch> {
    // A worker that waits for its batch in hand still answers workflow tasks, and would be handed the next batch eagerly
    // with each answer: a job could keep it from stopping until the grace time cuts a batch. The next attempt is not eager.
    if (dependencies.isStopping()) {
      throw ApplicationFailure.nonRetryable('this worker is stopping', FAILURE.batchUnreachable);
    }
    const { businessId, operationType, jobId, lockTtlSeconds, heartbeatTimeoutSeconds, cursor, batchNo } = input;
    return withHeartbeat(
      keeper,
      {
        held: { businessId, operationType, jobId, ttlSeconds: lockTtlSeconds },
        heartbeatTimeoutSeconds,
        beat: () => Context.current().heartbeat({ batchNo, cursor }),
      },
      () => work().catch((error: unknown) => Promise.reject(batchFailure(error))),
    );
  }

  return {
    /**
     * Does one batch, once: a repeated call under the same `batchNo` returns the recorded result and does nothing.
     *
     * @throws ApplicationFailure `BatchAttemptFailed` (PostgreSQL was reached and the attempt failed there),
     *   `BatchUnreachable` (it could not be reached), `JobNotLive`, `GateLost`
     */
    processBatch(input: BatchInput): Promise<RecordedBatch> {
      return beating(input, () => attempt(input));
    },

    /**
     * Records the targets of a batch as failed and moves on, under the same row of the ledger: where an attempt has
     * committed after all, its result stands. Throws like `processBatch`.
     */
    recordFailedBatch(input: FailedBatchInput): Promise<RecordedBatch> {
      return beating(input, () => recordFailed(input));
    },
  };
}

/** A constraint that only COMMIT looked at. The ledger and the job's row have none, so a target is to blame. */
function isDeferredViolation(error: unknown): boolean {
  const server = postgresError(error);
  return server?.code.startsWith('23') === true && isFromCommit(error);
}

function isFromCommit(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { query?: unknown }).query === 'COMMIT';
}

function jobNotLive(): ApplicationFailure {
  return ApplicationFailure.nonRetryable('the job is final: this batch was rolled back', FAILURE.jobNotLive);
}

/** Sorts an attempt's error by what it means for the batch. No message of the server crosses this line. */
function batchFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof LedgerBusy) {
    return ApplicationFailure.nonRetryable('another attempt of this batch is in flight', FAILURE.batchUnreachable);
  }
  const type = isUnreachable(error) ? FAILURE.batchUnreachable : FAILURE.batchAttemptFailed;
  return ApplicationFailure.nonRetryable(describeError(error), type);
}
