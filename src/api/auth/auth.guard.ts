import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { forbidden, unauthenticated } from '../problems.js';
import { PERMISSION_METADATA, PUBLIC_METADATA, rememberCaller } from './auth.decorators.js';
import { bearerTokenOf } from './bearer-token.js';
import type { Caller } from './caller.js';
import { type CredentialVerifier, InvalidCredential } from './credential-verifier.js';
import { mayDo, type Permission } from './permissions.js';

const REALM = 'Bearer realm="bulkgate"';

/** Callers without an `Authorization` header: browsers that are logged in. */
export interface CookieAuthentication {
  /** @returns undefined where the request has no session's cookie @throws Problem 401, 403 */
  authenticate(request: FastifyRequest): Promise<Caller | undefined>;
}

/** Authenticates every request and checks its role, before anything of the body is read. */
export class AuthGuard implements CanActivate {
  constructor(
    private readonly verifier: CredentialVerifier,
    private readonly docsPublic: boolean,
    private readonly sessions: CookieAuthentication,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const isPublic = metadata<string>(PUBLIC_METADATA, context);
    if (isPublic === 'always' || (isPublic !== undefined && this.docsPublic)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    // Where both are there, the header alone counts: it cannot come from another site by itself.
    const hasHeader = request.headers.authorization !== undefined;
    const loggedIn = hasHeader ? undefined : await this.sessions.authenticate(request);
    const caller = loggedIn ?? (await this.#authenticate(request));
    // Before the role is looked at: a refusal is written down with the name of whoever was refused.
    rememberCaller(request, caller);
    const permission = metadata<Permission>(PERMISSION_METADATA, context) ?? (isPublic ? 'read' : undefined);
    if (permission === undefined || !mayDo(caller.role, permission)) {
      throw forbidden(caller.role, permission ?? 'none');
    }
    return true;
  }

  async #authenticate(request: FastifyRequest): Promise<Caller> {
    const token = bearerTokenOf(request.raw);
    if (token === undefined) throw unauthenticated('Send one header Authorization: Bearer <token>.', REALM);
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (!(error instanceof InvalidCredential)) throw error;
      const challenge = `${REALM}, error="invalid_token", error_description="${error.message.replace(/["\\]/g, '')}"`;
      throw unauthenticated(`${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`, challenge, error);
    }
  }
}

function metadata<T>(key: string, context: ExecutionContext): T | undefined {
  return (Reflect.getMetadata(key, context.getHandler()) ?? Reflect.getMetadata(key, context.getClass())) as
    T | undefined;
}
