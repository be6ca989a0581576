import { Problem } from '../../http/problem.js';
import { partUnavailable } from '../../http/problems.js';
import type { GateStaysHeld } from '../../jobs/free-gate.js';

/** Freeing a lock is an act that somebody answers for. */
export function personNeeded(): Problem {
  const detail = 'An API key may not do this, nor a session that one has opened: a person has to.';
  return new Problem(403, 'person_needed', 'This is for a person to do', detail);
}

/** What is answered where a lock is not freed. */
export function staysHeld(code: GateStaysHeld['code'], cause?: unknown): Problem {
  switch (code) {
    case 'not_held':
      return new Problem(404, code, 'Nobody holds this lock', 'It is free already, or never was held.', { cause });
    case 'value_changed': {
      const detail = 'It has another value than the one you have seen. Look at it again; nothing was changed.';
      return new Problem(409, code, 'The lock has changed hands', detail, { cause });
    }
    case 'workflow_open': {
      const detail =
        'The job that holds it is at work. Cancel the job; if that does not end it, use "force". Nothing was changed.';
      return new Problem(409, code, 'The holder is at work', detail, { cause });
    }
    case 'temporal_unavailable':
      return partUnavailable(
        code,
        'Temporal',
        cause,
        'It cannot be told whether the holder is at work. Please try again.',
      );
  }
}
