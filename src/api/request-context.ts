import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import type { KnownKey } from '../db/repositories/job-acceptance.js';
import type { Act } from './audit/act.js';
import type { SessionKey } from './session/session-cookie.js';

export interface LiveSession {
  readonly key: SessionKey;
  readonly expiresAt: Date;
  /** When it ends by silence. */
  readonly idleExpiresAt: Date;
}

/** What the guards have found out about one request. */
export interface RequestContext {
  /** Undefined on a public route, and until the credential has been verified. */
  caller?: Caller;
  /** Of a caller who is logged in with a cookie. */
  session?: LiveSession;
  /** Undefined on a route that is not audited. */
  act?: Act;
  /** Of a start: what its idempotency key stands for, as the guard that counts starts has looked it up. */
  knownKey?: KnownKey;
}

const contexts = new WeakMap<FastifyRequest, RequestContext>();

export function contextOf(request: FastifyRequest): RequestContext {
  let context = contexts.get(request);
  if (context === undefined) contexts.set(request, (context = {}));
  return context;
}
