import { Problem } from '../../http/problem.js';
import { partUnavailable } from '../../http/problems.js';
import {
  type ControlError,
  isControlError,
  JobNotFound,
  Superseded,
  type Unconfirmed,
  WrongStatus,
} from '../../jobs/control-errors.js';

const UNCONFIRMED: Readonly<Record<Unconfirmed['code'], string>> = {
  no_worker: 'A worker',
  not_started_yet: 'The job',
  temporal_unavailable: 'Temporal',
};

/** What a control or cancel that did not happen is answered with; null for an error that is none of theirs. */
export function problemOfControlError(error: unknown): Problem | null {
  return isControlError(error) ? controlProblem(error) : null;
}

export function controlProblem(error: ControlError): Problem {
  if (error instanceof JobNotFound) return jobNotFound();
  if (error instanceof WrongStatus) return wrongStatus(error.jobStatus, error.message);
  if (error instanceof Superseded) return superseded();
  return partUnavailable(error.code, UNCONFIRMED[error.code], error.cause, error.message);
}

/** The same for an unknown id, a malformed one and another business's: a caller learns nothing from the difference. */
export function jobNotFound(): Problem {
  return new Problem(404, 'job_not_found', 'No such job', 'There is no job with this id in your business.');
}

function wrongStatus(status: string, detail: string): Problem {
  return new Problem(409, 'wrong_status', 'The job cannot do this now', detail, { extensions: { jobStatus: status } });
}

function superseded(): Problem {
  const detail = 'A later request of the same kind reached the job first. This one changes nothing.';
  return new Problem(409, 'superseded', 'A newer control has been seen', detail);
}
