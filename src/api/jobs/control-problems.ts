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
  const { code, message } = error;
  if (error instanceof JobNotFound) return new Problem(404, code, 'No such job', message);
  if (error instanceof Superseded) return new Problem(409, code, 'A newer control has been seen', message);
  if (error instanceof WrongStatus) {
    const { jobStatus } = error;
    return new Problem(409, code, 'The job cannot do this now', message, { extensions: { jobStatus } });
  }
  return partUnavailable(error.code, UNCONFIRMED[error.code], error.cause, message);
}
