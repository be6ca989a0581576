import type { JobStatus } from '../operations/status.js';

const MAY_STILL = 'The request is not confirmed and may still take effect.';

/** Why a control or cancel is not known to have happened. After all but the last two, nothing was changed. */
const MESSAGES = {
  /** A caller learns no more: the id may be malformed or another business's. */
  job_not_found: 'There is no job with this id in your business.',
  wrong_status: "The job's status does not allow it.",
  /** A later control of the same kind. */
  superseded: 'A later request of the same kind reached the job first. This one changes nothing.',
  nothing_failed: 'No target of this job is recorded as failed: there is nothing to retry.',
  /** The failures of one job are tried again once; what then fails is the retry's own. */
  already_retried: 'The failed targets of this job were retried by another job already. Nothing was started.',
  results_deleted: 'What became of each target of this job is kept for a time after its end, and is deleted by now.',
  restore_is_not_retried: 'A restore is not retried. What has not come back may by another restore of the same job.',
  restore_of_restore: 'This job is a restore itself: it has nothing that could be brought back.',
  not_archived: 'This job has archived nothing: what it did cannot be undone.',
  nothing_to_restore: 'This job has deleted and changed nothing: there is nothing to bring back.',
  /** Erased at once, by `archive: false` or by its type's policy, or accepted by a version that archived nothing. */
  results_not_kept: 'This job has archived nothing: which targets it has handled is not kept.',
  archive_expired: 'What this job has archived was kept for a time, and is deleted by now.',
  skipped_not_listed: 'Which targets were skipped is known of a job that was started with ids only.',
  unknown_type: 'There is no operation of this type any more.',
  provider_cannot_be_asked: 'What this job sends goes to a provider that cannot be asked what it has taken.',
  nothing_unknown:
    'Of each message of this job it is known what has become of it: there is nothing to ask the provider.',
  parallelism_too_high: 'The job was divided into fewer streams when it began.',
  not_started_yet: 'Its workflow is about to be started. Nothing was changed; please try again.',
  no_worker: `No worker has answered in time. ${MAY_STILL}`,
  temporal_unavailable: `Temporal does not answer. ${MAY_STILL}`,
} as const;

export type ControlFailure = keyof typeof MESSAGES;

interface ControlFacts {
  readonly message?: string;
  readonly jobStatus?: JobStatus;
  readonly streams?: number;
  readonly retriedAs?: string | null;
  readonly cause?: unknown;
}

/** A control or cancel that is not known to have happened. The message is for people. */
export class ControlFailed extends Error {
  /** Of a job in the wrong status. */
  readonly jobStatus: JobStatus | undefined;
  /** How many streams a job has that was asked for more. */
  readonly streams: number | undefined;
  /** The job that tries the failures again. */
  readonly retriedAs: string | undefined;

  constructor(
    readonly code: ControlFailure,
    { message, jobStatus, streams, retriedAs, cause }: ControlFacts = {},
  ) {
    super(message ?? MESSAGES[code], { cause });
    this.name = 'ControlFailed';
    this.jobStatus = jobStatus;
    this.streams = streams;
    this.retriedAs = retriedAs ?? undefined;
  }
}

export function wrongStatus(jobStatus: JobStatus, message: string): ControlFailed {
  return new ControlFailed('wrong_status', { jobStatus, message });
}
