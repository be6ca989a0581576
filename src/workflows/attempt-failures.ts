import { ActivityFailure, ApplicationFailure, TemporalFailure, TimeoutFailure } from '@temporalio/workflow';
import { FAILURE } from '../operations/errors.js';

/** The job cannot go on; the message becomes `last_error`. */
export class JobCannotGoOn extends Error {}

/** A cancel was asked for, by the API (durably, on the job's row) or in Temporal; or a pause lasted too long. */
export class JobStopped extends Error {}

/** What a failed attempt means for its batch. */
export interface AttemptFailure {
  /** It reached PostgreSQL and failed there: one of the batch's attempts is used up. */
  readonly counts: boolean;
  readonly message: string;
}

/** Null when the error means the end of the job. */
export function attemptFailure(error: unknown): AttemptFailure | null {
  if (!(error instanceof ActivityFailure)) return null;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) return { counts: false, message: 'the worker was lost' };
  if (!(cause instanceof ApplicationFailure)) return null;
  const counts = cause.type === FAILURE.batchAttemptFailed;
  return counts || cause.type === FAILURE.batchUnreachable ? { counts, message: cause.message } : null;
}

/** The error in words for `last_error` and the Web UI: no message of an unknown error, which may quote anything. */
export function failureMessage(error: unknown): string {
  if (error instanceof ActivityFailure && error.cause instanceof Error) return error.cause.message;
  if (error instanceof JobCannotGoOn || error instanceof TemporalFailure) return error.message;
  return error instanceof Error ? `bug in the workflow: ${error.name}` : 'bug in the workflow';
}

/**
 * How long a batch has been tried in vain because PostgreSQL could not be reached or workers died under it. Time in which
 * no worker took the batch is no outage: a gap that no single attempt and back-off can fill starts the count anew.
 */
export class OutageClock {
  #sinceMs: number | null = null;
  #seenMs = 0;

  constructor(private readonly longestAttemptMs: number) {}

  /** @returns for how long the outage has lasted, in ms */
  fails(nowMs: number): number {
    if (this.#sinceMs === null || nowMs - this.#seenMs > this.longestAttemptMs) this.#sinceMs = nowMs;
    this.#seenMs = nowMs;
    return nowMs - this.#sinceMs;
  }

  ends(): void {
    this.#sinceMs = null;
  }
}
