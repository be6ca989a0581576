import type { Problem } from '../http/problem.js';
import { problemOf } from '../http/problem-of.js';
import { problemOfControlError } from './jobs/control-problems.js';

/** What an error means for a client of the API. */
export function apiProblemOf(error: unknown): Problem {
  return problemOfControlError(error) ?? problemOf(error);
}
