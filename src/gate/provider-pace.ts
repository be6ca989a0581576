import type { Redis } from 'ioredis';
import { askRedis, withScripts } from './ask-redis.js';
import { providerPaceKey } from './keys.js';
import { count } from './redis-answers.js';

/** One provider number, as `MessagePace` of the operations. */
interface Pace {
  readonly key: string;
  readonly perSecond: number;
}

interface PaceCommands {
  takeTurn(key: string, perSecond: number, longestWaitMs: number): Promise<unknown>;
  slowTurns(key: string, perSecond: number, forMs: number): Promise<unknown>;
}

/** Where the provider does not say how long it wants to be left alone. */
const REST_MS = 1_000;

/**
 * The rate limit of a provider number, one for all workers. Unlike the gate it fails closed: while Redis is away nothing is
 * sent, and what it has lost begins anew at a low rate. Every method throws `GateUnavailable` when Redis does not answer.
 */
export class ProviderPace {
  readonly #redis: Redis & PaceCommands;

  constructor(redis: Redis) {
    this.#redis = withScripts<PaceCommands>(redis, { takeTurn: 'take-turn', slowTurns: 'slow-turns' });
  }

  /** @returns ms until the caller's turn; above `longestWaitMs` it has none, and asks again later */
  takeTurn({ key, perSecond }: Pace, longestWaitMs: number): Promise<number> {
    return askRedis('take a turn', count, () => this.#redis.takeTurn(providerPaceKey(key), perSecond, longestWaitMs));
  }

  /** The provider has processed nothing. @param forMs as it says; null where it does not */
  async slow({ key, perSecond }: Pace, forMs: number | null): Promise<void> {
    await askRedis('slow a pace', count, () =>
      this.#redis.slowTurns(providerPaceKey(key), perSecond, Math.max(forMs ?? 0, REST_MS)),
    );
  }
}
