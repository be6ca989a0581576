import type { Problem } from '../../http/problem.js';
import { partUnavailable } from '../../http/problems.js';
import {
  type ControlError,
  isControlError,
  JobNotFound,
  Superseded,
  type Unconfirmed,
  WrongStatus,
} from '../../jobs/control-errors.js';
import { jobNotFound, superseded, wrongStatus } from '../problems.js';

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
