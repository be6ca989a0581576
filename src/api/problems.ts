import { type FieldError, Problem } from '../http/problem.js';

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

export function tooManyIds(maxIds: number): Problem {
  return new Problem({
    status: 413,
    code: 'too_many_ids',
    title: 'Too many ids in one request',
    detail: `A request may name up to ${maxIds} ids. Use a filter, or send several requests one after the other.`,
    extensions: { maxIds },
  });
}

/** The same for an unknown id, a malformed one and another business's: a caller learns nothing from the difference. */
export function operationNotFound(): Problem {
  return new Problem({
    status: 404,
    code: 'operation_not_found',
    title: 'No such operation',
    detail: 'There is no operation with this id in your business.',
  });
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

export function forbidden(role: string, permission: string): Problem {
  return new Problem({
    status: 403,
    code: 'forbidden',
    title: 'Your role does not allow this',
    detail: `The role ${role} may not do this: it needs the permission ${permission}.`,
  });
}

/** A key that is good, asked for more than it is for. */
export function beyondCredential(detail: string): Problem {
  return new Problem({ status: 403, code: 'forbidden', title: 'Your credential does not allow this', detail });
}

/** No 401: the token may be good. It cannot be told while the keys of whoever signed it cannot be had. */
export function tokenKeysUnavailable(retryAfterSeconds: number, cause: unknown): Problem {
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

export function wrongStatus(status: string, detail: string): Problem {
  return new Problem({
    status: 409,
    code: 'wrong_status',
    title: 'The job cannot do this now',
    detail,
    extensions: { jobStatus: status },
  });
}

export function superseded(): Problem {
  return new Problem({
    status: 409,
    code: 'superseded',
    title: 'A newer control has been seen',
    detail: 'A later request of the same kind reached the job first. This one changes nothing.',
  });
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

/** Something the answer depends on is away. @param code stable, for example `gate_unavailable` */
export function partUnavailable(code: string, what: string, cause?: unknown, detail = 'Please try again.'): Problem {
  return new Problem(
    { status: 503, code, title: `${what} is not available`, detail, retryAfterSeconds: RETRY_SOON_SECONDS },
    { cause },
  );
}
