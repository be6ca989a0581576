import { type FieldError, Problem } from './problem.js';

/** When to come back, in seconds, after something we stand on was away. */
export const RETRY_SOON_SECONDS = 2;

export function invalidRequest(errors: readonly FieldError[]): Problem {
  const detail = `Please correct: ${[...new Set(errors.map(({ field }) => field))].join(', ')}.`;
  return new Problem(400, 'invalid_request', 'The request is not valid', detail, { errors });
}

/** @param where what was expected and where, without quoting the body */
export function malformedJson(where: string): Problem {
  return new Problem(400, 'malformed_json', 'The body is not valid JSON', where, {
    errors: [{ field: 'body', message: where }],
  });
}

export function bodyIncomplete(cause?: unknown): Problem {
  return new Problem(400, 'body_incomplete', 'The body ended too early', undefined, {
    errors: [{ field: 'body', message: 'incomplete' }],
    cause,
  });
}

export function bodyTooSlow(withinSeconds: number): Problem {
  const detail = `A body like this one has ${withinSeconds} s to be sent.`;
  return new Problem(408, 'request_timeout', 'The body did not come in time', detail);
}

export function bodyTooLarge(detail: string): Problem {
  return new Problem(413, 'body_too_large', 'The body is too large', detail);
}

/** @param challenge value of `WWW-Authenticate` (RFC 6750, 3) */
export function unauthenticated(detail: string, challenge: string, cause?: unknown): Problem {
  return new Problem(401, 'unauthenticated', 'A valid bearer token is needed', detail, {
    headers: { 'www-authenticate': challenge },
    cause,
  });
}

/** Something the answer depends on is away. @param code stable, for example `gate_unavailable` */
export function partUnavailable(code: string, what: string, cause?: unknown, detail = 'Please try again.'): Problem {
  return new Problem(503, code, `${what} is not available`, detail, { retryAfterSeconds: RETRY_SOON_SECONDS, cause });
}

export function databaseUnavailable(cause?: unknown, detail?: string): Problem {
  return partUnavailable('database_unavailable', 'The database', cause, detail);
}

export function databaseBusy(detail: string, cause?: unknown): Problem {
  return partUnavailable('database_busy', 'The database', cause, detail);
}

export function gateUnavailable(cause?: unknown): Problem {
  return partUnavailable('gate_unavailable', 'The gate (Redis)', cause);
}

export function storageUnavailable(cause?: unknown): Problem {
  return partUnavailable('storage_unavailable', 'The storage of recordings', cause);
}

/** No 401: the token may be good. It cannot be told while the keys of whoever signed it cannot be had. */
export function tokenKeysUnavailable(retryAfterSeconds: number, cause?: unknown): Problem {
  const detail = 'The keys that they are signed with cannot be fetched. Please try again.';
  return new Problem(503, 'token_keys_unavailable', 'Tokens cannot be checked now', detail, {
    retryAfterSeconds,
    cause,
  });
}

/** @param cause goes to the log, never to the client */
export function internalError(cause?: unknown): Problem {
  const detail = 'The fault has been logged under this request id.';
  return new Problem(500, 'internal_error', 'Something went wrong on our side', detail, { cause });
}

export function readTooSlow(timeoutMs: number): Problem {
  const detail = `It was given up after ${timeoutMs / 1_000} s. Please ask for less: a longer text, a narrower filter, a shorter period.`;
  return new Problem(503, 'read_too_slow', 'The read took too long', detail, { retryAfterSeconds: RETRY_SOON_SECONDS });
}
