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
