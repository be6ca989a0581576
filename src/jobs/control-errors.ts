import type { JobStatus } from '../operations/status.js';

/** The business has no job with this id. A caller learns no more: the id may be malformed or another business's. */
export class JobNotFound extends Error {
  readonly code = 'job_not_found';

  constructor() {
    super('There is no job with this id in your business.');
    this.name = 'JobNotFound';
  }
}

/** The job's status does not allow it. Nothing was changed. */
export class WrongStatus extends Error {
  readonly code = 'wrong_status';

  constructor(
    readonly jobStatus: JobStatus,
    message: string,
  ) {
    super(message);
    this.name = 'WrongStatus';
  }
}

/** A later control of the same kind has reached the job first. Nothing was changed. */
export class Superseded extends Error {
  readonly code = 'superseded';

  constructor() {
    super('A later request of the same kind reached the job first. This one changes nothing.');
    this.name = 'Superseded';
  }
}

const MAY_STILL = 'It is not confirmed and may still take effect.';

const WHY_UNCONFIRMED = {
  no_worker: `No worker has answered in time. ${MAY_STILL}`,
  not_started_yet: 'Its workflow is about to be started. Nothing was changed; please try again.',
  temporal_unavailable: `Temporal does not answer. ${MAY_STILL}`,
} as const;

/** Nobody has confirmed the control. */
export class Unconfirmed extends Error {
  constructor(
    readonly code: keyof typeof WHY_UNCONFIRMED,
    cause?: unknown,
  ) {
    super(WHY_UNCONFIRMED[code], { cause });
    this.name = 'Unconfirmed';
  }
}

export type ControlError = JobNotFound | WrongStatus | Superseded | Unconfirmed;

export function isControlError(error: unknown): error is ControlError {
  return [JobNotFound, WrongStatus, Superseded, Unconfirmed].some((kind) => error instanceof kind);
}
