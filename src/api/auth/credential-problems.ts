import type { Problem } from '../../http/problem.js';
import { unauthenticated } from '../../http/problems.js';

const REALM = 'Bearer realm="bulkgate"';

export function credentialMissing(): Problem {
  return unauthenticated('Send one header Authorization: Bearer <token>.', REALM);
}

/** @param reason why the credential is not good, as its bearer may know it */
export function credentialInvalid(reason: string, cause?: unknown): Problem {
  const challenge = `${REALM}, error="invalid_token", error_description="${reason.replace(/["\\]/g, '')}"`;
  return unauthenticated(`${reason[0]!.toUpperCase()}${reason.slice(1)}.`, challenge, cause);
}

/** It was good when the request began. */
export function credentialEnded(detail: string): Problem {
  return unauthenticated(`${detail} Nothing was changed.`, `${REALM}, error="invalid_token"`);
}
