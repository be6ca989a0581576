import { hash } from 'node:crypto';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { rulesOf } from '../route-rules.js';
import { tooManyRequests } from './limit-problems.js';
import { LocalRates } from './local-rates.js';
import type { Rate } from './rate.js';

/** Credentials that were good, remembered so that somebody else's guessing behind the same address shuts nobody out. */
const MAX_KNOWN = 10_000;
const KNOWN_FOR_MS = 600_000;

/** What a request's credential has turned out to be; `unknown` where nobody has looked at it. */
export type CredentialVerdict = 'wrong' | 'good' | 'unknown';

/**
 * How many wrong credentials one address may show (an IPv6 network of 64 bits counts as one). Counted by each process for
 * itself: an address is personal data, and Redis holds none.
 *
 * A credential that is not known to be good counts as wrong from before it is looked up until it has proved good: counted
 * afterwards, as many guesses as are sent at once would each be looked up before the first of them counts. The price: of
 * more first-seen credentials behind one address at the same moment than the limit, some are refused for a second.
 */
export class FailedAuthentications implements CanActivate {
  readonly #rates = new LocalRates();
  readonly #rate: Rate;
  readonly #knownUntilMs = new Map<string, number>();
  /** Requests that have been counted and not answered yet. */
  readonly #counted = new WeakSet<FastifyRequest>();

  constructor(perMinute: number) {
    this.#rate = { limit: perMinute, windowMs: 60_000 };
  }

  /** Comes before the guard that finds out who asks. @throws Problem 429 */
  canActivate(context: ExecutionContext): boolean {
    if (rulesOf(context).unlimited !== 'for everybody') this.#count(context.switchToHttp().getRequest());
    return true;
  }

  /**
   * Counts the request's credential before it is looked up. A request without any is no guess: browsers send them before
   * they have logged in.
   *
   * @throws Problem 429 where the address has used up its wrong credentials and this one is not known to be good
   */
  #count(request: FastifyRequest): void {
    if (this.#isKnown(request)) return;
    const address = addressOf(request);
    const isGuess = shownBy(request) !== null || (request.method !== 'GET' && request.method !== 'HEAD');
    const { isRefused, retryAfterMs } = isGuess
      ? this.#rates.take(address, this.#rate)
      : this.#rates.look(address, this.#rate);
    if (isRefused) throw tooManyRequests('failed_authentications', retryAfterMs);
    if (isGuess) this.#counted.add(request);
  }

  /** To be called with the answer: what has not proved wrong no longer counts. A request that is given up has no answer. */
  answered(request: FastifyRequest, verdict: CredentialVerdict): void {
    const wasCounted = this.#counted.delete(request);
    if (verdict !== 'wrong') {
      if (wasCounted) this.#rates.giveBack(addressOf(request), this.#rate);
      if (verdict === 'good') this.#remember(request);
      return;
    }
    const shown = shownBy(request);
    // Known a moment ago, and revoked since.
    if (shown !== null && this.#knownUntilMs.delete(digest(shown)) && !wasCounted) {
      this.#rates.take(addressOf(request), this.#rate);
    }
  }

  #remember(request: FastifyRequest): void {
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

/** An IPv4 address, however it is written, or the first 64 bits of an IPv6 address: one customer has all that follow. */
export function addressOf({ ip }: Pick<FastifyRequest, 'ip'>): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  const bytes = address.toByteArray();
  return (address.kind() === 'ipv6' ? bytes.slice(0, 8) : bytes).join('.');
}

function shownBy({ headers }: FastifyRequest): string | null {
  return headers.authorization ?? headers.cookie ?? null;
}

function digest(shown: string): string {
  return hash('sha256', shown, 'base64');
}
