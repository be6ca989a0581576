import type { FastifyRequest } from 'fastify';
import { v7 as uuidV7 } from 'uuid';
import { z } from 'zod';
import type { BusinessOf } from '../../db/business.js';
import {
  closeSession,
  findSession,
  openSession,
  type SessionLimits,
  type SessionRow,
  touchSession,
} from '../../db/repositories/sessions.js';
import type { Caller } from '../../access/caller.js';
import { permissionSchema, permissionsOf, type Role, roleSchema } from '../../access/permissions.js';
import { lockCredential } from '../auth/held-credential.js';
import { signOfForgery } from '../browser-safety/forgery-check.js';
import type { Site } from '../browser-safety/site.js';
import { contextOf, type LiveSession } from '../request-context.js';
import { SessionCookie, type SessionKey } from './session-cookie.js';
import { bearerNeeded, csrfRefused, noSession, notLoggedIn, noSiteForBrowsers } from './session-problems.js';
import { csrfTokenOf, hashOfSecret, isSecretOf, newSecret } from '../../access/secret.js';

export const sessionViewSchema = z.object({
  subject: z.string().describe('Opaque id of who is logged in'),
  businessId: z.int(),
  role: roleSchema,
  operationTypes: z.array(z.string()).nullable().describe('What the credential is limited to; null for all'),
  permissions: z.array(permissionSchema).describe('What the role allows'),
  expiresAt: z.iso.datetime().describe('When it ends at the latest'),
  idleExpiresAt: z.iso
    .datetime()
    .describe(
      'When it ends if nothing is asked until then. Open event streams, opening them, and GETs with `X-Unattended: true` do not move it',
    ),
  csrfToken: z.string().describe('To be sent as `X-CSRF-Token` with every request that changes something'),
});

export type SessionView = z.infer<typeof sessionViewSchema>;

/** Browsers that are logged in. */
export class Sessions {
  readonly #cookie: SessionCookie;

  constructor(
    private readonly businessOf: BusinessOf,
    private readonly site: Site,
    private readonly limits: SessionLimits,
  ) {
    this.#cookie = new SessionCookie(site.isSecure);
  }

  /**
   * Logs the browser in with the credential of this request. The secret is a new one each time, and a session that the
   * browser has had is ended: what somebody else may have put there, or kept of it, is worth nothing.
   *
   * @throws Problem 401 without a bearer credential: a session must not prolong itself
   */
  async open(caller: Caller, request: FastifyRequest): Promise<{ view: SessionView; setCookie: string; id: string }> {
    const { businessId, subject, role, operationTypes, credential } = caller;
    if (credential.kind === 'session') throw bearerNeeded();
    if (this.site.originFor(request.headers.host) === undefined) throw noSiteForBrowsers();
    // A token that did not say when it ends would lead to a session that outlives it.
    if (credential.kind === 'token' && !credential.expiresAt) throw new Error('a token without an end');
    const key: SessionKey = { businessId, id: uuidV7(), secret: newSecret() };
    const { secondsLeft, ...ends } = await openSession(
      this.businessOf(caller),
      {
        id: key.id,
        secretHash: hashOfSecret(key.secret),
        subject,
        role,
        operationTypes,
        openedByKind: credential.kind,
        openedById: credential.id,
        notAfter: credential.expiresAt ?? null,
      },
      this.limits,
      (sql) => lockCredential(sql, caller),
    );
    const before = this.#cookie.read(request.headers.cookie);
    if (before && (await this.#find(before))) await closeSession(this.businessOf(before), before.id);
    if (secondsLeft < 1) throw notLoggedIn('The credential ends at this moment.');
    return {
      view: viewOf(caller, { key, ...ends }),
      setCookie: this.#cookie.set(key, secondsLeft),
      id: key.id,
    };
  }

  /**
   * Who asks by cookie; undefined where there is none. Requests that change something must prove that a page of ours
   * made them.
   *
   * @throws Problem 401 for a cookie that is no session, 403 `csrf_refused`
   */
  async authenticate(request: FastifyRequest, { isUse }: { readonly isUse: boolean }): Promise<Caller | undefined> {
    const key = this.#cookie.read(request.headers.cookie);
    if (key === undefined) return undefined;
    const session = key && (await this.#find(key));
    if (!key || !session) throw notLoggedIn('The session has ended, or the cookie is none of ours. Log in again.');
    const caller: Caller = {
      subject: session.subject,
      businessId: key.businessId,
      role: session.role as Role,
      credential: {
        kind: 'session',
        id: session.id,
        expiresAt: session.expiresAt,
        openedBy: { kind: session.openedByKind, id: session.openedById },
      },
      operationTypes: session.operationTypes,
    };
    // Before anything is refused: the log says whose browser was made use of.
    const context = contextOf(request);
    context.caller = caller;
    const sign = signOfForgery(request, csrfTokenOf(key.secret), this.site);
    if (sign !== null) throw csrfRefused(sign);
    const touched =
      isUse && session.isToBeTouched ? await touchSession(this.businessOf(key), key.id, this.limits) : null;
    const { expiresAt, idleExpiresAt } = { ...session, ...touched };
    context.session = { key, expiresAt, idleExpiresAt };
    return caller;
  }

  /** Whether the session of a request that was let in goes on. Does not count as a use of it. */
  async isStillGood(request: FastifyRequest): Promise<boolean> {
    const { session } = contextOf(request);
    return session !== undefined && (await this.#find(session.key)) !== null;
  }

  /** @throws Problem 404 for a caller without a session */
  view(caller: Caller, request: FastifyRequest): SessionView {
    const { session } = contextOf(request);
    if (!session) throw noSession();
    return viewOf(caller, session);
  }

  /** Logs the browser out. @returns the cookie that takes the session's away */
  async close(request: FastifyRequest): Promise<{ setCookie: string; id: string } | null> {
    const { session } = contextOf(request);
    if (!session) return null;
    await closeSession(this.businessOf(session.key), session.key.id);
    return { setCookie: this.#cookie.clear(), id: session.key.id };
  }

  async #find(key: SessionKey): Promise<SessionRow | null> {
    const session = await findSession(this.businessOf(key), key.id, this.limits);
    return session && isSecretOf(key.secret, session.secretHash) ? session : null;
  }
}

function viewOf(caller: Caller, { key, expiresAt, idleExpiresAt }: LiveSession): SessionView {
  const { subject, businessId, role, operationTypes } = caller;
  return {
    subject,
    businessId,
    role,
    operationTypes: operationTypes && [...operationTypes],
    permissions: [...permissionsOf(role)],
    expiresAt: expiresAt.toISOString(),
    idleExpiresAt: idleExpiresAt.toISOString(),
    csrfToken: csrfTokenOf(key.secret),
  };
}
