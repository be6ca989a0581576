import { createRemoteJWKSet, customFetch, errors, type FlattenedJWSInput, type JWSHeaderParameters } from 'jose';
import type { JwksSettings } from '../config/tokens.js';
import { TokenKeysUnavailable } from './credential-verifier.js';
import { boundedFetch } from './bounded-fetch.js';

/** A set of a hundred RSA keys with their certificates is smaller. */
const MAX_SET_BYTES = 262_144;

type RemoteSet = ReturnType<typeof createRemoteJWKSet>;
type Key = Awaited<ReturnType<RemoteSet>>;

/**
 * The public keys that another party publishes. jose finds the key for a token; when to fetch is decided here, because
 * jose's own cool-down counts from the last fetch that succeeded: with the other side down, each request of a client would
 * be one to it.
 *
 * - No more than one fetch in `cooldownSeconds`, also for key ids that nobody knows, also while fetches fail. Requests that
 *   come meanwhile wait for the one under way.
 * - From half of `cacheSeconds` on, keys are fetched anew beside the requests, so that a short outage goes unnoticed. Older
 *   than `cacheSeconds` they are not used: a key that was withdrawn is withdrawn.
 */
export class RemoteKeys {
  readonly #set: RemoteSet;
  readonly #cooldownMs: number;
  readonly #cacheMs: number;
  /** When the last fetch ended: counted from there, two are never closer than the cool-down, however slow the first was. */
  #triedAtMs = -Infinity;
  #loadedAtMs = -Infinity;
  #loading: Promise<void> | null = null;
  #hasFailed = false;

  /** @param onUnavailable told of each fetch that failed */
  constructor(
    settings: Pick<JwksSettings, 'url' | 'cooldownSeconds' | 'cacheSeconds' | 'timeoutMs'>,
    private readonly onUnavailable: (error: unknown) => void,
  ) {
    this.#cooldownMs = settings.cooldownSeconds * 1000;
    this.#cacheMs = settings.cacheSeconds * 1000;
    this.#set = createRemoteJWKSet(new URL(settings.url), {
      timeoutDuration: settings.timeoutMs,
      // Never by itself.
      cooldownDuration: Infinity,
      cacheMaxAge: Infinity,
      [customFetch]: boundedFetch(MAX_SET_BYTES),
    });
  }

  /**
   * @throws errors of jose where no key fits
   * @throws TokenKeysUnavailable where the keys cannot be had, or are too old and cannot be had anew
   */
  async keyFor(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<Key> {
    if (this.inUse() === null) await this.#load();
    try {
      return await this.#set(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // A new key of theirs, or an invented one. Just looked, and found others: it is not there.
      if (this.#loading === null && this.#cooldownLeftMs > 0 && !this.#hasFailed) throw error;
      await this.#load();
      return this.#set(header, token);
    }
  }

  /** When the keys in use were fetched; null where none are, or too old ones. In good time they are fetched anew. */
  inUse(): number | null {
    const ageMs = performance.now() - this.#loadedAtMs;
    if (ageMs > this.#cacheMs) return null;
    if (ageMs > this.#cacheMs / 2 && this.#cooldownLeftMs <= 0) void this.#load().catch(() => undefined);
    return this.#loadedAtMs;
  }

  get #cooldownLeftMs(): number {
    return this.#triedAtMs + this.#cooldownMs - performance.now();
  }

  /** One fetch at a time, and one in a cool-down. @throws TokenKeysUnavailable */
  async #load(): Promise<void> {
    if (this.#loading === null && this.#cooldownLeftMs > 0) throw this.#unavailable(null);
    this.#loading ??= this.#fetch().finally(() => (this.#loading = null));
    await this.#loading;
  }

  async #fetch(): Promise<void> {
    const askedAtMs = performance.now();
    try {
      await this.#set.reload();
      this.#loadedAtMs = askedAtMs;
      this.#hasFailed = false;
      this.#triedAtMs = performance.now();
    } catch (error) {
      this.#hasFailed = true;
      this.#triedAtMs = performance.now();
      this.onUnavailable(error);
      throw this.#unavailable(error);
    }
  }

  #unavailable(cause: unknown): Error {
    return new TokenKeysUnavailable(Math.max(1, Math.ceil(this.#cooldownLeftMs / 1000)), { cause });
  }
}
