import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  ContinueAsNew,
  continueAsNew,
  isCancellation,
  log,
  patched,
  workflowInfo,
} from '@temporalio/workflow';
import type { HeldGate } from '../activities/gate-keeper.js';
import type { PausedBatch, RecordedBatch } from '../operations/batch.js';
import { FAILURE, shortError } from '../operations/errors.js';
import { addCounters, NOTHING_DONE } from '../operations/progress.js';
import type { RowState } from '../operations/row-state.js';
import type { FinalStatus, JobStatus } from '../operations/status.js';
import { batchProxy, beginProxy, jobProxy, releaseProxy } from './activity-options.js';
import { attemptFailure, failureMessage, JobCannotGoOn, JobStopped } from './attempt-failures.js';
import { afterFailure, type BatchAttempts, isGivenUp, waitingFor } from '../operations/batch-attempts.js';
import type {
  BulkOperationInput,
  BulkOperationResult,
  BulkOperationState,
} from '../operations/bulk-operation.messages.js';
import { adoptRow, controlsOf, installControls } from './job-controls.js';
import { showDetails, showStatus } from './job-details.js';
import { PATCHES } from './patches.js';
import { RowWrites } from './row-writes.js';

/** Longest outage in jobs whose policy has no such field yet. */
const OUTAGE_OF_OLD_POLICIES_SECONDS = 300;
/** What lies between two attempts beside their own time and the back-off: workflow tasks, a busy server. */
const SLACK_MS = 30_000;
/** Roll over well under the 4,000 events that a run may have: a batch is 6 events, an outage of five minutes about 300. */
const HISTORY_BUDGET_EVENTS = 3_600;
/** A job that waits refreshes its lock this often in a lifetime of the lock. */
const BEATS_PER_TTL = 3;

/**
 * One job, from begin to end, over as many runs as it takes.
 *
 * The lock is released in the `finally` of the run that ends the job, never by a roll-over. Everything runs in one
 * non-cancellable scope; only waits are made in the root scope, where a cancel cuts them short. After a cancel the root
 * scope refuses new activities, and in a non-cancellable scope `consideredCancelled` is always false, so the loop asks the
 * root scope.
 */
export async function bulkOperation(input: BulkOperationInput): Promise<BulkOperationResult> {
  const root = CancellationScope.current();
  // One for the whole run: a scope made for each batch would hang another listener on the root scope's promise each time.
  const shield = new CancellationScope({ cancellable: false });
  const { policy } = input;
  const job = jobProxy(policy);
  const held: HeldGate = {
    businessId: input.businessId,
    operationType: input.operationType,
    jobId: input.jobId,
    ttlSeconds: policy.lockTtlSeconds,
  };
  const runStartedAtMs = Date.now();
  const attemptLimits = {
    longestAttemptMs: (policy.startToCloseSeconds + policy.maxBackoffSeconds) * 1000 + SLACK_MS,
    maxOutageMs: (policy.maxOutageSeconds ?? OUTAGE_OF_OLD_POLICIES_SECONDS) * 1000,
  };

  let state: BulkOperationState = input.state ?? firstState(input);
  const controls = controlsOf(state, policy);
  let status: JobStatus = input.state ? (controls.pausedSinceMs === null ? 'running' : 'paused') : 'pending';
  let stopRequested = false;
  let ended = false;
  let rollsOver = false;

  const isStopping = (): boolean => ended || stopRequested || root.consideredCancelled;
  const show = (note: string | null = null): void => {
    showDetails(input, { ...state, ...controls }, status, note);
  };

  /** Follows a status that an activity has written or is about to write. */
  const enter = (next: JobStatus, note: string | null = null): void => {
    status = next;
    showStatus(next);
    show(note);
  };
  // The batch in hand may take minutes: people see at once that a cancel was heard.
  root.cancelRequested.catch(() => {
    if (!ended && !rollsOver) enter('cancelling');
  });

  const row = new RowWrites({ jobId: input.jobId, job, shield, controls, state, heed });

  installControls(controls, {
    isStopping,
    status: () => status,
    onPause: () => {
      if (status !== 'running') return; // not begun yet: the loop writes `paused` when it gets there
      enter('pausing');
      void row.status('pausing');
    },
    onSpeed: () => {
      show();
      row.speed();
    },
  });

  /**
   * Goes by what the job's row says, where it has been written under a greater number than this run has given: the
   * workflow was reset, and the past that it replays is not what has happened. Each answer is looked at, because a reset
   * replays old answers as well.
   *
   * @param isPaused a batch has met it as `paused`, whatever its number
   * @returns whether the row says something newer
   */
  function heed(said: RowState | null | undefined, isPaused = false): boolean {
    if (!said || ended || rollsOver) return false;
    const isNewer = said.writeNo > row.no;
    if ((!isNewer && !isPaused) || !patched(PATCHES.rowIsRight)) return false;
    if (isNewer) {
      row.countFrom(said.writeNo);
      adoptRow(controls, said);
    } else controls.pausedSinceMs ??= said.statusAtMs;
    if (said.status === 'running' || said.status === 'pausing' || said.status === 'paused') enter(said.status);
    return true;
  }

  return shield.run(async () => {
    try {
      await begin();
      await processAll();
      return await end('completed', null);
    } catch (error) {
      if (error instanceof ContinueAsNew) throw error;
      return await endBy(error);
    } finally {
      if (!rollsOver) await releaseGate();
    }
  });

  async function begin(): Promise<void> {
    if (!input.state) {
      const begun = await beginProxy(policy).beginJob(held);
      state = { ...state, total: begun.total, begunAtMs: begun.startedAtMs };
      stopRequested = begun.stopRequested;
      status = 'running';
      heed(begun.row);
    }
    enter(root.consideredCancelled ? 'cancelling' : status);
  }

  async function processAll(): Promise<void> {
    for (;;) {
      if (isStopping()) throw new JobStopped();
      if (isAtBarrier() && controls.pausedSinceMs !== null) await paused();
      else if (isAtBarrier() && status !== 'running') await resumed();
      else {
        const batch = await attemptBatch();
        if (batch) {
          stopRequested ||= batch.stopRequested;
          heed(batch.row, 'paused' in batch);
          if ('paused' in batch) continue;
          if (batch.exhausted) return;
          show();
          await throttled();
        }
      }
      if (isAtBarrier() && isDueToRollOver()) await rollOver();
    }
  }

  /** Whether pause, resume and roll-over may take effect now: no attempt is under way when the loop asks. */
  function isAtBarrier(): boolean {
    return !state.attempts || patched(PATCHES.barrierBetweenAttempts);
  }

  /** One attempt of the next batch, and its back-off where it failed. @returns null when it is to be tried again */
  async function attemptBatch(): Promise<RecordedBatch | PausedBatch | null> {
    const { attempts } = state;
    const batchInput = {
      jobId: input.jobId,
      businessId: input.businessId,
      operationType: input.operationType,
      runNo: state.runNo,
      batchNo: state.batchNo,
      cursor: state.cursor,
      batchSize: attempts?.batchSize ?? controls.batchSize,
      counters: state.counters,
      lockTtlSeconds: policy.lockTtlSeconds,
      heartbeatTimeoutSeconds: policy.heartbeatTimeoutSeconds,
      understandsPaused: true,
    };
    const attempt = (attempts?.made ?? 0) + 1;
    const name = `batch ${batchInput.batchNo}, up to ${batchInput.batchSize} targets above ${batchInput.cursor}`;
    const activities = batchProxy(policy, attempt === 1 ? name : `${name} (attempt ${attempt})`, attempt);
    const isRecordedAsFailed = isGivenUp(attempts);
    let failed: BatchAttempts;
    try {
      const batch = await (attempts && isRecordedAsFailed
        ? activities.recordFailedBatch({ ...batchInput, code: attempts.lastFailure })
        : attempts?.isLast
          ? activities.processUnlocked(batchInput)
          : activities.processBatch(batchInput));
      if ('paused' in batch) return batch;
      accept(batch, isRecordedAsFailed);
      if (state.failedBatchesInARow >= policy.maxBatchFailures) {
        throw new JobCannotGoOn(
          `${state.failedBatchesInARow} failed batches in a row, the last one by ${attempts?.lastFailure}`,
        );
      }
      return batch;
    } catch (error) {
      const failure = attemptFailure(error);
      if (failure === null) throw error;
      const after = afterFailure(attempts, failure, batchInput.batchSize, Date.now(), attemptLimits);
      if (after === null || (after.isLast && !patched(PATCHES.attemptPastLocks))) {
        throw new JobCannotGoOn(`batch given up: ${failure.message}`);
      }
      failed = after;
    }
    state = { ...state, attempts: failed };
    const mayPause = isAtBarrier();
    const isOfAnotherKind = isGivenUp(failed) !== isRecordedAsFailed || failed.isLast !== (attempts?.isLast ?? false);
    if (!isOfAnotherKind) {
      const backOffMs = Math.min(1000 * 2 ** Math.min(failed.made - 1, 10), policy.maxBackoffSeconds * 1000);
      show(`Waiting to try batch ${batchInput.batchNo} again: ${waitingFor(failed, attemptLimits)}`);
      await waitUpTo(backOffMs, 'wait before the next attempt', () => mayPause && controls.pausedSinceMs !== null);
    }
    return null;
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
      ...(batch.pace ? { pace: batch.pace } : {}),
      failedBatchesInARow: failed ? state.failedBatchesInARow + 1 : 0,
      attempts: undefined,
    };
  }

  async function paused(): Promise<void> {
    if (status !== 'paused') {
      if (!(await row.status('paused'))) return;
      enter('paused');
    }
    const waitingSinceMs = Date.now();
    const pausedForMs = waitingSinceMs - (controls.pausedSinceMs ?? waitingSinceMs);
    const leftMs = policy.maxPauseSeconds * 1000 - pausedForMs;
    if (leftMs <= 0) throw new JobStopped(`paused longer than ${policy.maxPauseSeconds} s`);
    show('Paused: resume or cancel it');
    const isResumed = (): boolean => controls.pausedSinceMs === null;
    await waitUpTo(leftMs, 'paused', isResumed, { endsToRollOver: true });
    state = { ...state, pausedMs: state.pausedMs + Date.now() - waitingSinceMs };
  }

  async function resumed(): Promise<void> {
    if (!(await row.status('running'))) return;
    // Whoever resumes a job has seen to what was in its way.
    const hasFailed = state.attempts !== undefined || state.failedBatchesInARow > 0;
    if (hasFailed && patched(PATCHES.barrierBetweenAttempts)) {
      state = { ...state, attempts: undefined, failedBatchesInARow: 0 };
    }
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
   * With `endsToRollOver` it ends for a due roll-over, but only right after a refresh: the next run begins its wait anew, and
   * with a few roll-overs that came before the beat (each Update of the speed wakes the workflow) the lock would run out.
   */
  async function waitUpTo(ms: number, summary: string, wakes: () => boolean, { endsToRollOver = false } = {}) {
    const untilMs = Date.now() + ms;
    const beatMs = Math.floor((policy.lockTtlSeconds * 1000) / BEATS_PER_TTL);
    // Controls fill a paused run's history without end, and nothing but its beat would look.
    const mustEnd = (): boolean => endsToRollOver && isHistoryFull();
    for (;;) {
      const leftMs = untilMs - Date.now();
      if (leftMs <= 0 || wakes() || isStopping()) return;
      try {
        const wait = () => condition(() => wakes() || mustEnd(), Math.min(leftMs, beatMs), { summary });
        await root.run(wait);
        if (wakes()) return;
      } catch (error) {
        if (isCancellation(error)) return;
        throw error;
      }
      if (leftMs <= beatMs && !mustEnd()) continue;
      const live = await job.keepAlive(held);
      stopRequested ||= live.stopRequested;
      heed(live.row);
      if (endsToRollOver && isDueToRollOver()) return;
    }
  }

  function isHistoryFull(): boolean {
    return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= HISTORY_BUDGET_EVENTS;
  }

  function isDueToRollOver(): boolean {
    return Date.now() - runStartedAtMs >= policy.maxRuntimeSeconds * 1000 || isHistoryFull();
  }

  async function rollOver(): Promise<void> {
    await condition(allHandlersFinished);
    await row.beforeEnd();
    // The server loses a cancel that arrives in the very task that rolls over, so this is the last look, and from here
    // to the command everything is one synchronous turn: no Update can slip between the state that is read and it.
    if (isStopping()) return;
    // The next run derives its status from the pause alone and takes it for written: a pause or resume that has not
    // reached the row yet is written first, or the row would say `pausing` or `paused` for as long as the job lives.
    if (status !== (controls.pausedSinceMs === null ? 'running' : 'paused')) return;
    rollsOver = true;
    await continueAsNew<typeof bulkOperation>({
      ...input,
      state: { ...state, ...controls, ...row.carried(), runNo: state.runNo + 1 },
    });
  }

  /** @returns with the status that stands: somebody else (the API, before the begin) may have been faster */
  async function end(asked: FinalStatus, lastError: string | null): Promise<BulkOperationResult> {
    ended = true;
    await row.beforeEnd();
    const { batchSize, throttleMs } = controls;
    const answer = await job.finishJob(input.jobId, asked, lastError, { batchSize, throttleMs });
    await condition(allHandlersFinished);
    // A worker of before 0.2.0 answers with the status alone.
    const final = typeof answer === 'string' ? answer : answer.status;
    if (typeof answer !== 'string') {
      const { total, pace, processed, succeeded, failed, skipped } = answer;
      state = { ...state, total, pace, counters: { processed, succeeded, failed, skipped } };
    }
    enter(final, lastError);
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
    const result = await end('failed', message);
    if (result.status === 'cancelled') return result;
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
    pausedMs: 0,
    statusNo: 0,
    isSpeedUnwritten: false,
  };
}
