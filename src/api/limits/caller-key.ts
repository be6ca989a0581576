import { createHash } from 'node:crypto';
import type { Claimant } from '../../limits/concurrency-limit.js';
import type { Caller } from '../auth/caller.js';

/**
 * Names the credential that is limited: never an address, which an office shares. The id is hashed because a token's may
 * be long and is the issuer's to choose.
 */
export function callerKey({ businessId, credential }: Caller): string {
  // A new login is no new credential: it would begin the count anew.
  const { kind, id } = credential.openedBy ?? credential;
  return `${businessId}:${kind}:${createHash('sha256').update(id).digest('base64url')}`;
}

/** The caller as a claimant of a concurrency limit. */
export function claimantOf(caller: Caller): Claimant {
  return { businessId: caller.businessId, credential: callerKey(caller) };
}
