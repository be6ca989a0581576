import { jwtVerify } from 'jose';
import type { Caller } from './caller.js';
import { callerOfClaims, tokenFault } from './token-claims.js';
import { assertTokenShape } from './token-shape.js';

export { InvalidCredential } from './invalid-credential.js';

/** Where callers come from. One method, so that another kind of credential is another class. */
export interface CredentialVerifier {
  /** @throws InvalidCredential, or TokenKeysUnavailable where it cannot be told whether the credential is good */
  verify(bearerToken: string): Promise<Caller>;
}

export interface JwtSettings {
  /** Shared key, at least 32 characters. */
  readonly secret: string;
  readonly issuer: string;
  readonly audience: string;
  readonly clockToleranceSeconds: number;
}

/**
 * JWTs signed with one shared key, for the local stack: whoever can check such a token can make one. The algorithm is
 * pinned: a token does not choose how it is checked.
 */
export class SharedKeyJwtVerifier implements CredentialVerifier {
  readonly #key: Uint8Array;

  constructor(private readonly settings: JwtSettings) {
    this.#key = new TextEncoder().encode(settings.secret);
  }

  async verify(bearerToken: string): Promise<Caller> {
    assertTokenShape(bearerToken);
    const { issuer, audience, clockToleranceSeconds } = this.settings;
    const verified = await jwtVerify(bearerToken, this.#key, {
      algorithms: ['HS256'],
      issuer,
      audience,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['sub', 'exp'],
    }).catch((error: unknown) => {
      throw tokenFault(error);
    });
    return callerOfClaims(verified.payload, { clockToleranceSeconds });
  }
}
