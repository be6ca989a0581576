import { type FieldError, Problem } from './problem.js';

/** When to come back, in seconds, after something we stand on was away. */
export const RETRY_SOON_SECONDS = 2;

export function invalidRequest(errors: readonly FieldError[]): Problem {
  return new Problem({
    status: 400,
    code: 'invalid_request',
    title: 'The request is not valid',
    detail: `Please correct: ${[...new Set(errors.map(({ field }) => field))].join(', ')}.`,
    errors,
  });
}

/** @param where what was expected and where, without quoting the body */
export function malformedJson(where: string): Problem {
  return new Problem({
    status: 400,
    code: 'malformed_json',
    title: 'The body is not valid JSON',
    detail: where,
    errors: [{ field: 'body', message: where }],
  });
}

export function bodyIncomplete(cause?: unknown): Problem {
  return new Problem(
    {
      status: 400,
      code: 'body_incomplete',
      title: 'The body ended too early',
      errors: [{ field: 'body', message: 'incomplete' }],
    },
    { cause },
  );
}

export function bodyTooSlow(withinSeconds: number): Problem {
  return new Problem({
    status: 408,
    code: 'request_timeout',
    title: 'The body did not come in time',
    detail: `A body like this one has ${withinSeconds} s to be sent.`,
  });
}

export function bodyTooLarge(detail: string): Problem {
  return new Problem({ status: 413, code: 'body_too_large', title: 'The body is too large', detail });
}

/** @param challenge value of `WWW-Authenticate` (RFC 6750, 3) */
export function unauthenticated(detail: string, challenge: string, cause?: unknown): Problem {
  return new Problem(
    {
      status: 401,
      code: 'unauthenticated',
      title: 'A valid bearer token is needed',
      detail,
      headers: { 'www-authenticate': challenge },
    },
    { cause },
  );
}

/** Something the answer depends on is away. @param code stable, for example `gate_unavailable` */
export function partUnavailable(code: string, what: string, cause?: unknown, detail = 'Please try again.'): Problem {
  return new Problem(
    { status: 503, code, title: `${what} is not available`, detail, retryAfterSeconds: RETRY_SOON_SECONDS },
    { cause },
  );
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
  return new Problem(
    {
      status: 503,
      code: 'token_keys_unavailable',
      title: 'Tokens cannot be checked now',
      detail: 'The keys that they are signed with cannot be fetched. Please try again.',
      retryAfterSeconds,
    },
    { cause },
  );
}

/** @param cause goes to the log, never to the client */
export function internalError(cause?: unknown): Problem {
  return new Problem(
    {
      status: 500,
      code: 'internal_error',
      title: 'Something went wrong on our side',
      detail: 'The fault has been logged under this request id.',
    },
    { cause },
  );
}

export function readTooSlow(timeoutMs: number): Problem {
  return new Problem({
    status: 503,
    code: 'read_too_slow',
    title: 'The read took too long',
    detail: `It was given up after ${timeoutMs / 1_000} s. Please ask for less: a longer text, a narrower filter, a shorter period.`,
    retryAfterSeconds: RETRY_SOON_SECONDS,
  });
}
