import { Problem } from '../../http/problem.js';
import { partUnavailable, RETRY_SOON_SECONDS } from '../../http/problems.js';
import type {
  Accepted,
  AcceptOutcome,
  Confirmation,
  Held,
  Refusal,
  Refused,
  UnavailableReason,
} from '../../jobs/accept-outcome.js';
import { ControlFailed, type ControlFailure } from '../../jobs/control-errors.js';
import { tooManyLiveJobs } from '../limits/limit-problems.js';

const CONTROL_FAILURES: Readonly<Record<ControlFailure, readonly [status: number, title: string]>> = {
  job_not_found: [404, 'No such job'],
  wrong_status: [409, 'The job cannot do this now'],
  superseded: [409, 'A newer control has been seen'],
  nothing_failed: [409, 'No target has failed'],
  already_retried: [409, 'The failed targets were retried already'],
  results_deleted: [410, 'The results are deleted'],
  restore_is_not_retried: [409, 'A restore is not retried'],
  restore_of_restore: [409, 'A restore cannot be undone'],
  not_archived: [409, 'The job cannot be undone'],
  nothing_to_restore: [409, 'There is nothing to bring back'],
  archive_expired: [410, 'The archive is deleted'],
  results_not_kept: [410, 'The results are not kept'],
  skipped_not_listed: [409, 'The skipped targets are not known'],
  unknown_type: [409, 'Unknown operation type'],
  provider_cannot_be_asked: [409, 'The provider cannot be asked'],
  nothing_unknown: [409, 'There is nothing to ask about'],
  parallelism_too_high: [422, 'The job has fewer streams'],
  no_worker: [503, 'A worker is not available'],
  not_started_yet: [503, 'The job is not available'],
  temporal_unavailable: [503, 'Temporal is not available'],
};

/** What a control or cancel that did not happen is answered with. */
export function controlProblem({ code, message, jobStatus, streams, retriedAs, cause }: ControlFailed): Problem {
  const [status, title] = CONTROL_FAILURES[code];
  return new Problem(status, code, title, message, {
    ...(status === 503 ? { retryAfterSeconds: RETRY_SOON_SECONDS } : {}),
    ...(jobStatus ? { extensions: { jobStatus } } : {}),
    ...(retriedAs ? { extensions: { retriedAs } } : {}),
    ...(streams ? { errors: [{ field: 'parallelism', message: `must be at most ${streams}` }] } : {}),
    cause,
  });
}

/** The job of the outcome. @throws Problem */
export function acceptedOf(outcome: AcceptOutcome): Accepted {
  if (outcome.kind === 'held' || outcome.kind === 'refused') throw acceptProblem(outcome);
  return outcome;
}

/** What a start that was not accepted is answered with. */
export function acceptProblem(outcome: Held | Refused): Problem {
  return outcome.kind === 'held' ? gateHeld(outcome) : refusalProblem(outcome.because);
}

export function gateHeld({ operationType, holder }: Omit<Held, 'kind'>): Problem {
  const by = holder.jobId === null ? 'a lock of another system' : `job ${holder.jobId} (${holder.status})`;
  const detail = `${operationType} is held by ${by} in this business. Nothing was started.`;
  return new Problem(409, 'gate_held', 'This operation is already running', detail, { extensions: { holder } });
}

/** A drain ends when a person lifts it: nobody knows when. */
const DRAIN_RETRY_SECONDS = 60;

/** Workers announce what they know every ten seconds. */
const NO_WORKER_RETRY_SECONDS = 10;

/** Something a start needs is away; nothing was started and nothing is left behind. */
const UNAVAILABLE: Readonly<Record<UnavailableReason, string>> = {
  gate_unavailable: 'The gate (Redis)',
  gate_contended: 'The gate',
  database_unavailable: 'The database',
  database_busy: 'The database',
  staging_lost: 'The list of ids',
  temporal_unavailable: 'Temporal',
};

const CONFIRMATIONS: Readonly<Record<Confirmation, string>> = {
  expectedTotal: 'is missing: say how many targets you mean',
  reason: 'is missing: say why',
};

export function refusalProblem(because: Refusal): Problem {
  const { reason } = because;
  switch (reason) {
    case 'draining': {
      const detail = `The operators of this installation have stopped new starts of ${because.operationType}. Nothing was started; jobs that were accepted go on.`;
      return new Problem(503, reason, 'New starts are not accepted for now', detail, {
        retryAfterSeconds: DRAIN_RETRY_SECONDS,
      });
    }
    case 'no_worker_for_type': {
      const detail = `Workers run, and none of them knows ${because.operationType}: it may come with a deploy that is under way. Nothing was started.`;
      return new Problem(503, reason, 'No worker knows this operation type', detail, {
        retryAfterSeconds: NO_WORKER_RETRY_SECONDS,
        extensions: { operationType: because.operationType },
      });
    }
    case 'channel_not_set': {
      const { channel } = because;
      const detail = `This business has no account for ${channel}. An admin sets it up: PUT /api/v1/channels/${channel}. Nothing was started.`;
      return new Problem(409, reason, 'The channel is not set up', detail, { extensions: { channel } });
    }
    case 'import_running': {
      const { importId } = because;
      const detail = `Import ${importId} is still running: it can be undone once it has ended. Nothing was started.`;
      return new Problem(409, reason, 'The import is still running', detail, { extensions: { importId } });
    }
    case 'key_reused': {
      const detail = 'This Idempotency-Key stands for an accepted job with another body. Nothing was started.';
      return new Problem(422, 'idempotency_key_reused', 'Idempotency key used for another request', detail, {
        errors: [{ field: 'Idempotency-Key', message: 'already used with another body' }],
      });
    }
    case 'confirmation_required': {
      const { missing, count } = because;
      const many = count.isExact ? String(count.value) : `more than ${count.value}`;
      const detail = `It has ${many} targets: please confirm them with ${missing.join(' and ')}. Nothing was started.`;
      return new Problem(422, reason, 'So many targets have to be confirmed', detail, {
        errors: missing.map((field) => ({ field, message: CONFIRMATIONS[field] })),
        extensions: { count },
      });
    }
    case 'count_differs': {
      const { expectedTotal, total } = because;
      const detail = `You expect ${expectedTotal} targets, and there are ${total}. Nothing was started.`;
      return new Problem(409, reason, 'The number of targets is another one', detail, {
        extensions: { expectedTotal, total },
      });
    }
    case 'count_too_slow': {
      const detail = `It was given up after ${because.timeoutMs / 1_000} s. Nothing was started. Please use a narrower filter, or ids.`;
      return new Problem(503, reason, 'The targets could not be counted in time', detail, {
        retryAfterSeconds: RETRY_SOON_SECONDS,
      });
    }
    case 'already_retried':
      return controlProblem(new ControlFailed(reason, { retriedAs: because.retriedAs }));
    case 'results_deleted':
    case 'archive_expired':
    case 'nothing_to_restore':
      return controlProblem(new ControlFailed(reason));
    case 'too_many_live_jobs':
      return tooManyLiveJobs(because.maxLiveJobs);
    case 'outcome_unknown': {
      const { jobId, cause } = because;
      const detail = `The database did not answer in time. Look at job ${jobId} before you try again.`;
      return new Problem(503, reason, 'It is not known whether the job was accepted', detail, {
        retryAfterSeconds: RETRY_SOON_SECONDS,
        extensions: { jobId },
        cause,
      });
    }
    case 'gate_unavailable':
    case 'gate_contended':
    case 'database_unavailable':
    case 'database_busy':
    case 'staging_lost':
    case 'temporal_unavailable':
      return partUnavailable(reason, UNAVAILABLE[reason], because.cause, 'Nothing was started. Please try again.');
  }
}

export function tooManyIds(maxIds: number): Problem {
  const detail = `A request may name up to ${maxIds} ids. Use a filter, or send several requests one after the other.`;
  return new Problem(413, 'too_many_ids', 'Too many ids in one request', detail, { extensions: { maxIds } });
}
