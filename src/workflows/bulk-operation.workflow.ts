import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  ContinueAsNew,
  continueAsNew,
  isCancellation,
  log,
  TemporalFailure,
  TimeoutFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { HeldGate } from '../activities/gate-keeper.js';
import type { RecordedBatch } from '../db/repositories/batch-ledger.js';
import { FAILURE, shortError } from '../operations/errors.js';
import { addCounters, NOTHING_DONE } from '../operations/progress.js';
import type { FinalStatus, JobStatus } from '../operations/status.js';
import { batchProxy, jobProxy, releaseProxy } from './activity-options.js';
import type { BulkOperationInput, BulkOperationResult, BulkOperationState } from './bulk-operation.messages.js';
import { controlsOf, installControls } from './job-controls.js';
import { showDetails, showStatus } from './job-details.js';

/** Attempts of one batch that reached PostgreSQL and failed there, before the batch counts as failed. */
const MAX_BATCH_ATTEMPTS = 5;
/** How long one batch may be tried again while PostgreSQL is away or workers die under it. */
const MAX_OUTAGE_MS = 5 * 60_000;
/** Roll over well under the 4,000 events that a run may have: a batch is 6 events, an outage of five minutes about 300. */
const HISTORY_BUDGET_EVENTS = 3_600;
/** A job that waits refreshes its lock this often in a lifetime of the lock. */
const BEATS_PER_TTL = 3;

/** The job cannot go on; the message becomes `last_error`. */
class JobCannotGoOn extends Error {}
/** A cancel was asked for, by the API (durably, on the job's row) or in Temporal. */
class JobStopped extends Error {}

/**
 * One job, from begin to end, over as many runs as it takes.
 *
 * The lock is released in the `finally` of the run that ends the job, never by a roll-over. What must not be cut short
 * by a cancel runs in non-cancellable scopes; only waits can be cancelled. After a cancel the root scope refuses new
 * activities, and inside a non-cancellable scope `consideredCancelled` is always false, so the loop asks the root scope.
 */
export async function bulkOperation(input: BulkOperationInput): Promise<BulkOperationResult> {
  const root = CancellationScope.current();
  const { policy } = input;
  const job = jobProxy(policy);
  const held: HeldGate = {
    businessId: input.businessId,
    operationType: input.operationType,
    jobId: input.jobId,
    ttlSeconds: policy.lockTtlSeconds,
  };
  const runStartedAtMs = Date.now();

  let state: BulkOperationState = input.state ?? firstState(input);
  const controls = controlsOf(state);
  let status: JobStatus = input.state ? (controls.pausedSinceMs === null ? 'running' : 'paused') : 'pending';
  let stopRequested = false;
  let ended = false;
  let rollsOver = false;

  const uncancelled = <T>(work: () => Promise<T>): Promise<T> => CancellationScope.nonCancellable(work);
  const isStopping = (): boolean => ended || stopRequested || root.consideredCancelled;
  const show = (note: string | null = null): void => {
    showDetails(input, { ...state, ...controls }, status, note);
  };

  /** Follows a status that an activity has written or is about to write. */
  const enter = (next: JobStatus): void => {
    status = next;
    showStatus(next);
    show();
  };

  /** One write at a time, in order: a late `pausing` must not overtake the `running` of a resume, nor an old speed. */
  let rowWrites: Promise<void> = Promise.resolve();
  const writeRow = (write: () => Promise<void>): Promise<void> => {
    rowWrites = rowWrites.then(() => uncancelled(write));
    return rowWrites;
  };
  const recordStatus = (next: 'running' | 'pausing' | 'paused'): Promise<void> =>
    writeRow(() => job.recordStatus(input.jobId, next));

  installControls(controls, {
    isStopping,
    status: () => status,
    onPause: async () => {
      if (status !== 'running') return; // not begun yet: the loop writes `paused` when it gets there
      enter('pausing');
      await recordStatus('pausing');
    },
    onSpeed: () => {
      show();
      return writeRow(() => job.recordSpeed(input.jobId, controls));
    },
  });

  try {
    await begin();
    await processAll();
    return await end('completed', null);
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    return await endBy(error);
  } finally {
    if (!rollsOver) await uncancelled(releaseGate);
  }

  async function begin(): Promise<void> {
    if (!input.state) {
      const begun = await uncancelled(() => job.beginJob(held));
      state = { ...state, total: begun.total, begunAtMs: begun.startedAtMs };
      stopRequested = begun.stopRequested;
      status = 'running';
    }
    enter(status);
  }

  async function processAll(): Promise<void> {
    for (;;) {
      if (isStopping()) throw new JobStopped();
      if (controls.pausedSinceMs !== null) await paused();
      else if (status !== 'running') await resumed();
      else {
        const batch = await nextBatch();
        if (batch.exhausted) return;
        stopRequested ||= batch.stopRequested;
        show();
        await throttled();
      }
      if (isDueToRollOver()) await rollOver();
    }
  }

  /** The next batch, tried until it is done, recorded as failed, or hopeless. */
  async function nextBatch(): Promise<RecordedBatch> {
    const batchInput = {
      jobId: input.jobId,
      businessId: input.businessId,
      operationType: input.operationType,
      runNo: state.runNo,
      batchNo: state.batchNo,
      cursor: state.cursor,
      batchSize: controls.batchSize,
      throttleMs: controls.throttleMs,
      lockTtlSeconds: policy.lockTtlSeconds,
      heartbeatTimeoutSeconds: policy.heartbeatTimeoutSeconds,
    };
    const name = `batch ${batchInput.batchNo}, up to ${batchInput.batchSize} targets above ${batchInput.cursor}`;
    let failedAttempts = 0;
    let lastFailure = '';
    let awaySinceMs: number | null = null;
    for (let attempt = 1; ; attempt++) {
      const hasFailed = failedAttempts >= MAX_BATCH_ATTEMPTS;
      const activities = batchProxy(policy, attempt === 1 ? name : `${name} (attempt ${attempt})`, attempt);
      try {
        const batch = await uncancelled(() =>
          hasFailed
            ? activities.recordFailedBatch({ ...batchInput, code: lastFailure })
            : activities.processBatch(batchInput),
        );
        accept(batch, hasFailed);
        if (state.failedBatchesInARow >= policy.maxBatchFailures) {
          throw new JobCannotGoOn(
            `${state.failedBatchesInARow} failed batches in a row, the last one by ${lastFailure}`,
          );
        }
        return batch;
      } catch (error) {
        const failure = attemptFailure(error);
        if (failure === null) throw error;
        lastFailure = failure.message;
        if (failure.counts && !hasFailed) {
          failedAttempts++;
          awaySinceMs = null;
        } else {
          awaySinceMs ??= Date.now();
          if (Date.now() - awaySinceMs >= MAX_OUTAGE_MS) throw new JobCannotGoOn(`batch given up: ${lastFailure}`);
        }
      }
      if (failedAttempts < MAX_BATCH_ATTEMPTS || hasFailed) {
        const backOffMs = Math.min(1000 * 2 ** Math.min(attempt - 1, 10), policy.maxBackoffSeconds * 1000);
        show(`Waiting to try batch ${batchInput.batchNo} again: ${lastFailure}`);
        await waitUpTo(backOffMs, 'wait before the next attempt', () => false);
      }
      if (isStopping()) throw new JobStopped();
    }
  }

  function accept(batch: RecordedBatch, hasFailed: boolean): void {
    // An attempt of a batch given up may have committed after all: then its result stands, and it is no failed batch.
    const failed = hasFailed && batch.succeeded === 0 && batch.failed > 0;
    state = {
      ...state,
      batchNo: state.batchNo + 1,
      cursor: batch.nextCursor,
      counters: addCounters(state.counters, batch),
      total: Math.max(state.total, state.counters.processed + batch.processed),
      failedBatchesInARow: failed ? state.failedBatchesInARow + 1 : 0,
    };
  }

  async function paused(): Promise<void> {
    if (status !== 'paused') {
      await recordStatus('paused');
      enter('paused');
    }
    const pausedForMs = Date.now() - (controls.pausedSinceMs ?? Date.now());
    const leftMs = policy.maxPauseSeconds * 1000 - pausedForMs;
    if (leftMs <= 0) throw new JobStopped(`paused longer than ${policy.maxPauseSeconds} s`);
    show('Paused: resume or cancel it');
    await waitUpTo(leftMs, 'paused', () => controls.pausedSinceMs === null, isDueToRollOver);
  }

  async function resumed(): Promise<void> {
    await recordStatus('running');
    enter('running');
  }

  async function throttled(): Promise<void> {
    const asked = controls.throttleMs;
    if (asked === 0) return;
    // A changed throttle ends the rest in hand, so that lowering 60 s to 0 takes effect now.
    await waitUpTo(asked, 'throttle', () => controls.pausedSinceMs !== null || controls.throttleMs !== asked);
  }

  /**
   * A wait that a cancel or `wakes` ends early, and that refreshes the lock where it is long; named in the Web UI.
   * `endsAtBeat` is asked only after a refresh: whatever wakes the workflow (an Update of the speed) would otherwise roll
   * a due run over before it, and the next run begins its wait anew; a few of those, and the lock has run out.
   */
  async function waitUpTo(
    ms: number,
    summary: string,
    wakes: () => boolean,
    endsAtBeat = (): boolean => false,
  ): Promise<void> {
    const untilMs = Date.now() + ms;
    const beatMs = Math.floor((policy.lockTtlSeconds * 1000) / BEATS_PER_TTL);
    for (;;) {
      const leftMs = untilMs - Date.now();
      if (leftMs <= 0 || wakes() || isStopping()) return;
      try {
        if (await condition(wakes, Math.min(leftMs, beatMs), { summary })) return;
      } catch (error) {
        if (isCancellation(error)) return;
        throw error;
      }
      if (leftMs <= beatMs) continue;
      stopRequested ||= (await uncancelled(() => job.keepAlive(held))).stopRequested;
      if (endsAtBeat()) return;
    }
  }

  function isDueToRollOver(): boolean {
    return (
      Date.now() - runStartedAtMs >= policy.maxRuntimeSeconds * 1000 ||
      workflowInfo().continueAsNewSuggested ||
      workflowInfo().historyLength >= HISTORY_BUDGET_EVENTS
    );
  }

  async function rollOver(): Promise<void> {
    await condition(allHandlersFinished);
    // The server loses a cancel that arrives in the very task that rolls over, so this is the last look, and from here
    // to the command everything is one synchronous turn: no Update can slip between the state that is read and it.
    if (isStopping()) return;
    // The next run derives its status from the pause alone and takes it for written: a pause or resume that has not
    // reached the row yet is written first, or the row would say `pausing` or `paused` for as long as the job lives.
    if (status !== (controls.pausedSinceMs === null ? 'running' : 'paused')) return;
    rollsOver = true;
    await continueAsNew<typeof bulkOperation>({
      ...input,
      state: { ...state, ...controls, runNo: state.runNo + 1 },
    });
  }

  async function end(final: FinalStatus, lastError: string | null): Promise<BulkOperationResult> {
    ended = true;
    await uncancelled(() => job.finishJob(input.jobId, final, lastError));
    await uncancelled(() => condition(allHandlersFinished));
    status = final;
    showStatus(final);
    showDetails(input, { ...state, ...controls }, final, lastError);
    return { status: final, counters: state.counters, total: state.total };
  }

  /** Gives the job the final status that the error asks for, and the workflow the end that shows it in the Web UI. */
  async function endBy(error: unknown): Promise<BulkOperationResult> {
    if (error instanceof JobStopped || isCancellation(error)) {
      const result = await end('cancelled', error instanceof JobStopped && error.message ? error.message : null);
      // Without a cancel request of its own (lost in a roll-over; a pause too long) Temporal would show a failure.
      if (!root.consideredCancelled) return result;
      throw new CancelledFailure('the job was cancelled');
    }
    const message = shortError(failureMessage(error));
    await end('failed', message);
    // Anything that is not a Temporal failure would fail the workflow task, for ever.
    throw ApplicationFailure.nonRetryable(message, FAILURE.jobFailed);
  }

  async function releaseGate(): Promise<void> {
    try {
      await releaseProxy.releaseGate(held);
    } catch (error) {
      log.warn('the gate could not be released; the reconciler frees it', { error: failureMessage(error) });
    }
  }
}

function firstState(input: BulkOperationInput): BulkOperationState {
  return {
    runNo: 1,
    batchNo: 1,
    cursor: 0,
    total: 0,
    counters: NOTHING_DONE,
    batchSize: input.batchSize,
    throttleMs: input.throttleMs,
    failedBatchesInARow: 0,
    pausedSinceMs: null,
    runStateSeq: 0,
    throttleSeq: 0,
    batchSizeSeq: 0,
    begunAtMs: Date.now(),
  };
}

/** What a failed attempt means for its batch; null when it means the end of the job. */
function attemptFailure(error: unknown): { counts: boolean; message: string } | null {
  if (!(error instanceof ActivityFailure)) return null;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) return { counts: false, message: 'the worker was lost' };
  if (!(cause instanceof ApplicationFailure)) return null;
  const counts = cause.type === FAILURE.batchAttemptFailed;
  return counts || cause.type === FAILURE.batchUnreachable ? { counts, message: cause.message } : null;
}

function failureMessage(error: unknown): string {
  if (error instanceof ActivityFailure && error.cause instanceof Error) return error.cause.message;
  if (error instanceof JobCannotGoOn || error instanceof TemporalFailure) return error.message;
  return error instanceof Error ? `bug in the workflow: ${error.name}` : 'bug in the workflow';
}
