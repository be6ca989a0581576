import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { count, listOf, manyOf } from '../../gate/redis-answers.js';
import type { Logger } from '../../observability/logger.js';
import { withinMs } from '../../observability/time-limit.js';
import { LocalRates } from './local-rates.js';
import type { Rate, RateDecision } from './rate.js';

interface RateCommands {
  takeTokens(keys: number, ...keysAndRates: (string | number)[]): Promise<unknown>;
}

/** A token of a rate, for whoever the key stands for. */
export interface RateClaim {
  readonly key: string;
  readonly rate: Rate;
}

const readAnswers = manyOf(listOf<[number, number, number, number]>(count, count, count, count));

/** A limit may not cost more than this: the client's own command time-out (1 s) is for the gate, which has no stand-in. */
const ANSWER_WITHIN_MS = 250;
/** While Redis is away it is asked this often whether it is back; nobody waits for that answer. */
const ASK_AGAIN_MS = 1_000;
/** Asked with the script itself: a Redis that is full or only reads answers PING and counts nothing. */
const PROBE = { key: 'rate_limit:probe', rate: { limit: 1, windowMs: ASK_AGAIN_MS } };

/**
 * Rates over all API processes, counted in Redis; where Redis does not answer in time, by each process for itself, from
 * the very next line of code on and from what it has let through so far: there is no moment without a limit, and no
 * request fails by its limiter.
 *
 * Not `@nestjs/throttler`: this class and the guard are all that was left of it once each of its parts had been replaced.
 * Its storage in memory remembers each hit and never forgets a key that is in use; the one for Redis throws what Redis
 * throws (a 500 for each request of an outage), sends its script anew with every call and bars a caller for a whole window.
 */
export class SharedRates {
  readonly #redis: Redis & RateCommands;
  readonly #local = new LocalRates();
  /** When Redis may be asked again; null while it answers. */
  #askAgainAtMs: number | null = null;
  #isBackSinceMs = 0;

  constructor(
    redis: Redis,
    private readonly logger: Logger,
  ) {
    redis.defineCommand('takeTokens', {
      lua: readFileSync(new URL('./lua/take-tokens.lua', import.meta.url), 'utf8'),
    });
    this.#redis = redis as Redis & RateCommands;
  }

  /** Never throws. */
  async take(key: string, rate: Rate): Promise<RateDecision> {
    const [decision] = await this.takeInTurn([{ key, rate }]);
    return decision!;
  }

  /**
   * Takes one token for each claim, in one round trip. Never throws.
   *
   * @returns a decision for each claim up to the first that is refused: those behind it have cost nothing
   */
  async takeInTurn(claims: readonly RateClaim[]): Promise<RateDecision[]> {
    if (this.#askAgainAtMs !== null) {
      if (performance.now() >= this.#askAgainAtMs) this.#lookWhetherItIsBack();
      return this.#takeHere(claims);
    }
    const askedAtMs = performance.now();
    try {
      const decisions = await this.#ask(claims);
      // So that an outage does not hand everybody a new minute's worth.
      this.#takeHere(claims.filter((_, at) => decisions[at]?.isRefused === false));
      return decisions;
    } catch (err) {
      // Whoever asked before it came back tells of an outage that is over.
      if (askedAtMs >= this.#isBackSinceMs) this.#isAway(err);
      return this.#takeHere(claims);
    }
  }

  #takeHere(claims: readonly RateClaim[]): RateDecision[] {
    const decisions: RateDecision[] = [];
    for (const { key, rate } of claims) {
      const decision = this.#local.take(key, rate);
      decisions.push(decision);
      if (decision.isRefused) break;
    }
    return decisions;
  }

  async #ask(claims: readonly RateClaim[]): Promise<RateDecision[]> {
    const rates = claims.flatMap(({ rate: { limit, windowMs } }) => [limit, windowMs]);
    const asking = this.#redis.takeTokens(claims.length, ...claims.map(({ key }) => key), ...rates);
    const decisions = readAnswers(await withinMs(asking, ANSWER_WITHIN_MS))?.map(
      ([refused, remaining, retryAfterMs, resetMs]) => ({ isRefused: refused === 1, remaining, retryAfterMs, resetMs }),
    );
    const isWhole = decisions?.length === claims.length || decisions?.at(-1)?.isRefused === true;
    if (!decisions || !isWhole) throw new Error('Redis gave an answer that no rate is');
    return decisions;
  }

  #isAway(err: unknown): void {
    if (this.#askAgainAtMs === null) {
      this.logger.warn({ err }, 'Redis does not count requests: each process limits by itself until it is back');
    }
    this.#askAgainAtMs = performance.now() + ASK_AGAIN_MS;
  }

  #lookWhetherItIsBack(): void {
    this.#askAgainAtMs = performance.now() + ASK_AGAIN_MS;
    this.#ask([PROBE]).then(
      () => {
        this.#askAgainAtMs = null;
        this.#isBackSinceMs = performance.now();
        this.logger.info('Redis counts requests again');
      },
      (err: unknown) => this.#isAway(err),
    );
  }
}
