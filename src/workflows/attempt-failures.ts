import { ActivityFailure, ApplicationFailure, TemporalFailure, TimeoutFailure } from '@temporalio/workflow';
import type { FailedAttempt } from '../operations/batch.js';
import type { AttemptFailure } from '../operations/batch-attempts.js';
import { FAILURE, type PassingFailure } from '../operations/errors.js';

/** The job cannot go on; the message becomes `last_error`. */
export class JobCannotGoOn extends Error {}

/** A cancel was asked for, by the API (durably, on the job's row) or in Temporal; or a pause lasted too long. */
export class JobStopped extends Error {}

/** Type of the failure with which the SDK answers for an activity that the worker does not have. */
const UNKNOWN_ACTIVITY = 'NotFoundError';

/** Null when the error means the end of the job. */
export function attemptFailure(error: unknown): AttemptFailure | null {
  if (!(error instanceof ActivityFailure)) return null;
  const { cause } = error;
  const passing = { counts: false, isTimeOut: false, isUnknownActivity: false };
  if (cause instanceof TimeoutFailure) {
    const isTimeOut = cause.timeoutType === 'START_TO_CLOSE';
    const message = isTimeOut ? 'the attempt took too long' : 'the worker was lost';
    // What it has beaten last. It may have come further: the ledger has it.
    const { done } = (cause.lastHeartbeatDetails ?? {}) as Partial<FailedAttempt>;
    return { ...passing, message, isTimeOut, ...(done ? { attempt: { done } } : {}) };
  }
  if (!(cause instanceof ApplicationFailure)) return null;
  // A worker of before streams gives no details.
  const [details = {}] = (cause.details ?? []) as [(Partial<PassingFailure> & Partial<FailedAttempt>)?];
  const { cause: why, ...attempt } = details;
  const failed = { ...passing, message: cause.message, attempt };
  if (cause.type === FAILURE.batchAttemptFailed) return { ...failed, counts: true };
  if (cause.type === UNKNOWN_ACTIVITY) {
    return { ...passing, message: 'the worker does not know this activity yet', isUnknownActivity: true };
  }
  if (cause.type !== FAILURE.batchUnreachable) return null;
  return { ...failed, isTimeOut: why === 'slow' };
}

/** The error in words for `last_error` and the Web UI: no message of an unknown error, which may quote anything. */
export function failureMessage(error: unknown): string {
  if (error instanceof ActivityFailure && error.cause instanceof Error) return error.cause.message;
  if (error instanceof JobCannotGoOn || error instanceof TemporalFailure) return error.message;
  return error instanceof Error ? `bug in the workflow: ${error.name}` : 'bug in the workflow';
}
