import { errors, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import type { TokenSettings } from '../config/tokens.js';
import type { Caller } from './caller.js';
import { type CredentialVerifier, InvalidCredential, TokenKeysUnavailable } from './credential-verifier.js';
import { RemoteKeys } from './remote-keys.js';
import { callerOfClaims } from './token-claims.js';
import { assertTokenShape } from './token-shape.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * JWTs, signed either by another party that publishes its public keys, or with one shared key: that is for the local stack,
 * because whoever can check such a token can make one. Which of the two it is, and the algorithms, are pinned by
 * configuration: a token does not choose how it is checked.
 */
export class TokenVerifier implements CredentialVerifier {
  readonly #keyFor: JWTVerifyGetKey;
  readonly #options: JWTVerifyOptions;
  readonly #verified: VerifiedTokens;

  /**
   * @param onUnavailable told of each fetch of the public keys that failed
   * @throws Error where neither is configured, or both are: `readConfig` refuses that for the API
   */
  constructor(
    private readonly settings: TokenSettings,
    onUnavailable: (error: unknown) => void,
  ) {
    const { secret, jwks, issuer, audience, clockToleranceSeconds } = settings;
    if ((secret === undefined) === (jwks === undefined)) throw new Error('give either a JWKS or a shared key');
    if (jwks) {
      const keys = new RemoteKeys(jwks, onUnavailable);
      this.#keyFor = (header, token) => keys.keyFor(header, token);
      this.#verified = new VerifiedTokens(() => keys.inUse());
    } else {
      const key = new TextEncoder().encode(secret);
      this.#keyFor = () => key;
      this.#verified = new VerifiedTokens(() => 0);
    }
    this.#options = {
      algorithms: jwks?.algorithms ?? ['HS256'],
      issuer,
      audience,
      clockTolerance: clockToleranceSeconds,
      // A token cannot be called back, so it is not taken longer than this after it was issued, whatever its exp says.
      ...(jwks ? { maxTokenAge: jwks.maxTokenAgeSeconds } : {}),
      requiredClaims: ['sub', 'exp'],
    };
  }

  verify(bearerToken: string): Promise<Caller> {
    return this.#verified.callerOf(bearerToken, () => this.#verify(bearerToken));
  }

  async #verify(bearerToken: string): Promise<Caller> {
    assertTokenShape(bearerToken);
    const { clockToleranceSeconds, jwks } = this.settings;
    const { payload } = await jwtVerify(bearerToken, this.#keyFor, this.#options).catch((error: unknown) => {
      throw faultOf(error);
    });
    return callerOfClaims(payload, { clockToleranceSeconds, maxTokenAgeSeconds: jwks?.maxTokenAgeSeconds });
  }
}

/**
 * What jose has thrown, in words for the bearer. What is neither about the token nor about fetching keys is about the key
 * that the token names: one that was published and is malformed, or too short. Nothing that it signs is good, and whoever
 * sends its id must not get at a 500.
 */
function faultOf(cause: unknown): Error {
  if (cause instanceof TokenKeysUnavailable || cause instanceof InvalidCredential) return cause;
  return new InvalidCredential(reasonOf(cause), { cause });
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `claim ${error.claim} is missing or not the expected one`;
  }
  return error instanceof errors.JOSEError
    ? 'the token is not valid'
    : 'the token is not valid: the key that it names cannot be used';
}
