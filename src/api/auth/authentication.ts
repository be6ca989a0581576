import type { FastifyRequest } from 'fastify';
import { Problem } from '../../http/problem.js';
import { bearerTokenOf } from '../../http/bearer-token.js';
import type { Caller } from '../../access/caller.js';
import type { Sessions } from '../session/sessions.js';
import { credentialInvalid, credentialMissing } from './credential-problems.js';
import { type CredentialVerifier, InvalidCredential } from '../../access/credential-verifier.js';

const UNAUTHENTICATED = 401;

/** Finds out who asks, by header or cookie. */
export class Authentication {
  constructor(
    private readonly verifier: CredentialVerifier,
    private readonly sessions: Pick<Sessions, 'authenticate' | 'isStillGood'>,
  ) {}

  /**
   * @param isUse whether the request keeps a session from ending by silence
   * @throws Problem 401, 403, or 503 where it cannot be told
   */
  async authenticate(request: FastifyRequest, use: { readonly isUse: boolean }): Promise<Caller> {
    // Where both are there, the header alone counts: it cannot come from another site by itself.
    const loggedIn = hasHeader(request) ? undefined : await this.sessions.authenticate(request, use);
    return loggedIn ?? (await this.#verify(request));
  }

  /** Looks again at the credential of a request that was let in. @throws where it cannot be told */
  async isStillGood(request: FastifyRequest): Promise<boolean> {
    if (!hasHeader(request)) return this.sessions.isStillGood(request);
    try {
      await this.#verify(request);
      return true;
    } catch (error) {
      if (error instanceof Problem && error.fields.status === UNAUTHENTICATED) return false;
      throw error;
    }
  }

  async #verify(request: FastifyRequest): Promise<Caller> {
    const token = bearerTokenOf(request.raw);
    if (token === undefined) throw credentialMissing();
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      throw error instanceof InvalidCredential ? credentialInvalid(error.message, error) : error;
    }
  }
}

function hasHeader(request: FastifyRequest): boolean {
  return request.headers.authorization !== undefined;
}
