import type { Caller } from './caller.js';

/** Where callers come from. One method, so that another kind of credential is another class. */
export interface CredentialVerifier {
  /** @throws InvalidCredential, or TokenKeysUnavailable where it cannot be told whether the credential is good */
  verify(bearerToken: string): Promise<Caller>;
}

/** The credential is not good; the message may be told to its bearer. */
export class InvalidCredential extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'InvalidCredential';
  }
}

/** The public keys that tokens are checked with cannot be fetched now: whether a token is good is not known. */
export class TokenKeysUnavailable extends Error {
  constructor(
    readonly retryAfterSeconds: number,
    options: { readonly cause: unknown },
  ) {
    super('the keys that tokens are signed with cannot be fetched', options);
    this.name = 'TokenKeysUnavailable';
  }
}
