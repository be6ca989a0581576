import {
  allHandlersFinished,
  ApplicationFailure,
  CancelledFailure,
  condition,
  isCancellation,
  log,
} from '@temporalio/workflow';
import type { BulkOperationResult } from '../operations/bulk-operation.messages.js';
import { FAILURE, shortError } from '../operations/errors.js';
import type { FinalStatus } from '../operations/status.js';
import { releaseProxy } from './activity-options.js';
import { failureMessage, JobStopped } from './attempt-failures.js';
import type { JobRun } from './job-run.js';
import { upcastEnd } from './upcast.js';

/** @returns with the status that holds: somebody else (the API, before the begin) may have been faster */
export async function endJob(run: JobRun, asked: FinalStatus, lastError: string | null): Promise<BulkOperationResult> {
  run.leave('to end');
  await run.writes.beforeEnd();
  const { batchSize, throttleMs, parallelism } = run.controls;
  const speed = { batchSize, throttleMs, parallelism };
  const answer = await run.activities.finishJob(run.input.jobId, asked, lastError, speed);
  await condition(allHandlersFinished);
  const { status, ...done } = upcastEnd(answer);
  if ('total' in done) {
    const { total, pace, ...counters } = done;
    run.update({ total, pace, counters });
  }
  run.enter(status, lastError);
  const { counters, total } = run.state.run;
  return { status, counters, total };
}

/** Gives the job the final status that the error asks for, and the workflow the end that the Web UI shows for it. */
export async function endJobBy(run: JobRun, error: unknown): Promise<BulkOperationResult> {
  if (error instanceof JobStopped || isCancellation(error)) {
    const reason = error instanceof JobStopped && error.message ? error.message : null;
    const result = await endJob(run, 'cancelled', reason);
    // Without a cancel request of its own (lost in a roll-over; a pause too long) Temporal would show a failure.
    if (!run.root.consideredCancelled) return result;
    throw new CancelledFailure('the job was cancelled');
  }
  const message = shortError(failureMessage(error));
  const result = await endJob(run, 'failed', message);
  if (result.status === 'cancelled') return result;
  // Anything that is not a Temporal failure would fail the workflow task, for ever.
  throw ApplicationFailure.nonRetryable(message, FAILURE.jobFailed);
}

/** A release that fails never changes the job's result. */
export async function releaseGate(run: JobRun): Promise<void> {
  try {
    await releaseProxy.releaseGate(run.gate);
  } catch (error) {
    log.warn('the gate could not be released; the reconciler frees it', { error: failureMessage(error) });
  }
}
