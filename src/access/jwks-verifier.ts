import { jwtVerify } from 'jose';
import type { JwksSettings } from '../config/tokens.js';
import { TokenKeysUnavailable } from './token-keys-unavailable.js';
import type { Caller } from './caller.js';
import type { CredentialVerifier } from './credential-verifier.js';
import { InvalidCredential } from './invalid-credential.js';
import { RemoteKeys } from './remote-keys.js';
import { callerOfClaims, tokenFault } from './token-claims.js';
import { assertTokenShape } from './token-shape.js';

export interface JwksVerifierSettings {
  readonly jwks: JwksSettings;
  readonly issuer: string;
  readonly audience: string;
  readonly clockToleranceSeconds: number;
}

/** JWTs of another party, which publishes its public keys. Asymmetric algorithms only, pinned by configuration. */
export class JwksJwtVerifier implements CredentialVerifier {
  readonly #keys: RemoteKeys;

  /** @param onUnavailable told of each fetch of the keys that failed */
  constructor(
    private readonly settings: JwksVerifierSettings,
    onUnavailable: (error: unknown) => void,
  ) {
    this.#keys = new RemoteKeys(settings.jwks, onUnavailable);
  }

  async verify(bearerToken: string): Promise<Caller> {
    assertTokenShape(bearerToken);
    const { jwks, issuer, audience, clockToleranceSeconds } = this.settings;
    const verified = await jwtVerify(bearerToken, (header, token) => this.#keys.keyFor(header, token), {
      algorithms: [...jwks.algorithms],
      issuer,
      audience,
      clockTolerance: clockToleranceSeconds,
      // A token cannot be called back, so it is not taken longer than this after it was issued, whatever its exp says.
      maxTokenAge: jwks.maxTokenAgeSeconds,
      requiredClaims: ['sub', 'exp'],
    }).catch((error: unknown) => {
      throw faultOf(error);
    });
    const { maxTokenAgeSeconds } = jwks;
    return callerOfClaims(verified.payload, { clockToleranceSeconds, maxTokenAgeSeconds });
  }
}

/**
 * What is neither about the token nor about fetching keys is about the key that the token names: one that was published and
 * is malformed, or too short. Nothing that it signs is good, and whoever sends its id must not get at a 500.
 */
function faultOf(error: unknown): unknown {
  const fault = error instanceof TokenKeysUnavailable ? error : tokenFault(error);
  if (fault instanceof TokenKeysUnavailable || fault instanceof InvalidCredential) return fault;
  return new InvalidCredential('the token is not valid: the key that it names cannot be used', { cause: error });
}
