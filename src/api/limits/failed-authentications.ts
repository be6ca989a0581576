import { createHash } from 'node:crypto';
import { normalizeIp } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { tooManyRequests } from './limit-problems.js';
import { LocalRates } from './local-rates.js';
import type { Rate } from './rate.js';

/** Credentials that were good, remembered so that somebody else's guessing behind the same address shuts nobody out. */
const MAX_KNOWN = 10_000;
const KNOWN_FOR_MS = 600_000;

/**
 * How many wrong credentials one address may show (an IPv6 network of 64 bits counts as one). Counted by each process for
 * itself: an address is personal data, and Redis holds none. Several requests at once may each be told that they are
 * wrong before the first is counted: as many as there are connections, once.
 */
export class FailedAuthentications {
  readonly #rates = new LocalRates();
  readonly #rate: Rate;
  readonly #knownUntilMs = new Map<string, number>();

  constructor(perMinute: number) {
    this.#rate = { limit: perMinute, windowMs: 60_000 };
  }

  /** @throws Problem 429 where the address has used up its wrong credentials and this one is not known to be good */
  refuse(request: FastifyRequest): void {
    const { isRefused, retryAfterMs } = this.#rates.look(addressOf(request), this.#rate);
    if (isRefused && !this.#isKnown(request)) throw tooManyRequests('failed_authentications', retryAfterMs);
  }

  /** A request without any credential is no guess: browsers send them before they have logged in. */
  failed(request: FastifyRequest): void {
    const shown = shownBy(request);
    const hasShown = shown !== null || (request.method !== 'GET' && request.method !== 'HEAD');
    if (shown !== null) this.#knownUntilMs.delete(digest(shown));
    if (hasShown) this.#rates.take(addressOf(request), this.#rate);
  }

  succeeded(request: FastifyRequest): void {
    const shown = shownBy(request);
    if (shown === null) return;
    const key = digest(shown);
    this.#knownUntilMs.delete(key);
    this.#knownUntilMs.set(key, performance.now() + KNOWN_FOR_MS);
    if (this.#knownUntilMs.size > MAX_KNOWN) this.#knownUntilMs.delete(this.#knownUntilMs.keys().next().value!);
  }

  #isKnown(request: FastifyRequest): boolean {
    const shown = shownBy(request);
    return shown !== null && (this.#knownUntilMs.get(digest(shown)) ?? 0) > performance.now();
  }
}

function addressOf(request: FastifyRequest): string {
  return normalizeIp(request.ip);
}

function shownBy({ headers }: FastifyRequest): string | null {
  return headers.authorization ?? headers.cookie ?? null;
}

function digest(shown: string): string {
  return createHash('sha256').update(shown).digest('base64');
}
