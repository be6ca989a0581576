import { hash } from 'node:crypto';
import type { Claimant } from '../../operations/concurrency-limit.js';
import type { Caller } from '../../access/caller.js';

/**
 * Names the person or the machine that is limited. The subject and not the credential: three tokens of one person are one
 * person, and a session is whoever opened it. A key is a subject of its own, whoever made it. Never an address, which an
 * office shares. The subject is hashed because it may be long and is the issuer's to choose.
 */
export function callerKey({ businessId, subject }: Caller): string {
  return `${businessId}:${hash('sha256', subject, 'base64url')}`;
}

/** The caller as a claimant of a concurrency limit. */
export function claimantOf(caller: Caller): Claimant {
  return { businessId: caller.businessId, credential: callerKey(caller) };
}
