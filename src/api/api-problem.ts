import type { Problem } from '../http/problem.js';
import { problemOf } from '../http/problem-of.js';
import { ControlFailed } from '../jobs/control-errors.js';
import { controlProblem } from './jobs/job-problems.js';

/** What an error means for a client of the API. */
export function apiProblemOf(error: unknown): Problem {
  return error instanceof ControlFailed ? controlProblem(error) : problemOf(error);
}
