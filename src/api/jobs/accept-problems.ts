import { Problem } from '../../http/problem.js';
import { partUnavailable, RETRY_SOON_SECONDS } from '../../http/problems.js';
import type { Accepted, AcceptOutcome, Held, Refusal, Refused, UnavailableReason } from '../../jobs/accept-outcome.js';
import { tooManyLiveJobs } from '../limits/limit-problems.js';

/** What a start that was not accepted is answered with. */
export function problemOfOutcome(outcome: Held | Refused): Problem {
  return outcome.kind === 'held' ? gateHeld(outcome) : problemOfRefusal(outcome.because);
}

/** The job of the outcome. @throws Problem */
export function acceptedOf(outcome: AcceptOutcome): Accepted {
  if (outcome.kind === 'held' || outcome.kind === 'refused') throw problemOfOutcome(outcome);
  return outcome;
}

function problemOfRefusal(because: Refusal): Problem {
  switch (because.reason) {
    case 'draining':
      return draining(because.operationType);
    case 'key_reused':
      return keyReused();
    case 'too_many_live_jobs':
      return tooManyLiveJobs(because.maxLiveJobs);
    case 'outcome_unknown':
      return outcomeUnknown(because.jobId, because.cause);
    case 'gate_unavailable':
    case 'gate_contended':
    case 'database_unavailable':
    case 'database_busy':
    case 'staging_lost':
    case 'temporal_unavailable':
      return unavailable(because.reason, because.cause);
  }
}

export function gateHeld({ operationType, holder }: Omit<Held, 'kind'>): Problem {
  const by = holder.jobId === null ? 'a lock of another system' : `job ${holder.jobId} (${holder.status})`;
  const detail = `${operationType} is held by ${by} in this business. Nothing was started.`;
  return new Problem(409, 'gate_held', 'This operation is already running', detail, { extensions: { holder } });
}

export function keyReused(): Problem {
  const detail = 'This Idempotency-Key stands for an accepted job with another body. Nothing was started.';
  return new Problem(422, 'idempotency_key_reused', 'Idempotency key used for another request', detail, {
    errors: [{ field: 'Idempotency-Key', message: 'already used with another body' }],
  });
}

/** A drain ends when a person lifts it: nobody knows when. */
const DRAIN_RETRY_SECONDS = 60;

export function draining(operationType: string): Problem {
  const detail = `The operators of this installation have stopped new starts of ${operationType}. Nothing was started; jobs that were accepted go on.`;
  return new Problem(503, 'draining', 'New starts are not accepted for now', detail, {
    retryAfterSeconds: DRAIN_RETRY_SECONDS,
  });
}

const UNAVAILABLE: Readonly<Record<UnavailableReason, string>> = {
  gate_unavailable: 'The gate (Redis)',
  gate_contended: 'The gate',
  database_unavailable: 'The database',
  database_busy: 'The database',
  staging_lost: 'The list of ids',
  temporal_unavailable: 'Temporal',
};

/** Something a start needs is away; nothing was started and nothing is left behind. */
export function unavailable(reason: UnavailableReason, cause?: unknown): Problem {
  return partUnavailable(reason, UNAVAILABLE[reason], cause, 'Nothing was started. Please try again.');
}

/** COMMIT was sent and nobody knows what became of it: the one refusal after which a job may exist. */
export function outcomeUnknown(jobId: string, cause?: unknown): Problem {
  const detail = `The database did not answer in time. Look at job ${jobId} before you try again.`;
  return new Problem(503, 'outcome_unknown', 'It is not known whether the job was accepted', detail, {
    retryAfterSeconds: RETRY_SOON_SECONDS,
    extensions: { jobId },
    cause,
  });
}

export function tooManyIds(maxIds: number): Problem {
  const detail = `A request may name up to ${maxIds} ids. Use a filter, or send several requests one after the other.`;
  return new Problem(413, 'too_many_ids', 'Too many ids in one request', detail, { extensions: { maxIds } });
}
