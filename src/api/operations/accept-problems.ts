import { Problem } from '../../http/problem.js';
import { partUnavailable, RETRY_SOON_SECONDS } from '../../http/problems.js';

/** The holder of a gate, as a refused click is told. */
export interface Holder {
  /** Null for a lock that is none of ours. */
  readonly jobId: string | null;
  readonly status: string | null;
  /** When the job began; before that, when it was accepted. ISO 8601. */
  readonly startedAt: string | null;
  readonly processed: number | null;
  readonly total: number | null;
  /** Seconds left; null for a lock without expiry, or where Redis did not tell. */
  readonly ttlSeconds: number | null;
}

export function gateHeld(operationType: string, holder: Holder): Problem {
  const by = holder.jobId === null ? 'a lock of another system' : `job ${holder.jobId} (${holder.status})`;
  return new Problem({
    status: 409,
    code: 'gate_held',
    title: 'This operation is already running',
    detail: `${operationType} is held by ${by} in this business. Nothing was started.`,
    extensions: { holder },
  });
}

export function keyReused(): Problem {
  return new Problem({
    status: 422,
    code: 'idempotency_key_reused',
    title: 'Idempotency key used for another request',
    detail: 'This Idempotency-Key stands for an accepted job with another body. Nothing was started.',
    errors: [{ field: 'Idempotency-Key', message: 'already used with another body' }],
  });
}

/** A drain ends when a person lifts it: nobody knows when. */
const DRAIN_RETRY_SECONDS = 60;

export function draining(operationType: string): Problem {
  return new Problem({
    status: 503,
    code: 'draining',
    title: 'New starts are not accepted for now',
    detail: `The operators of this installation have stopped new starts of ${operationType}. Nothing was started; jobs that were accepted go on.`,
    retryAfterSeconds: DRAIN_RETRY_SECONDS,
  });
}

/** Something we stand on is away; nothing was started and nothing is left behind. */
export function unavailable(code: string, what: string, cause?: unknown): Problem {
  return partUnavailable(code, what, cause, 'Nothing was started. Please try again.');
}

export const OUTCOME_UNKNOWN = 'outcome_unknown';

/** COMMIT was sent and nobody knows what became of it: the one refusal after which a job may exist. */
export function outcomeUnknown(jobId: string, cause?: unknown): Problem {
  return new Problem(
    {
      status: 503,
      code: OUTCOME_UNKNOWN,
      title: 'It is not known whether the job was accepted',
      detail: `The database did not answer in time. Look at job ${jobId} before you try again.`,
      retryAfterSeconds: RETRY_SOON_SECONDS,
      extensions: { jobId },
    },
    { cause },
  );
}
