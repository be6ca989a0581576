import { type Rate, type RateDecision, takeToken } from './rate.js';

/** As many keys as are remembered; the one that was quiet for longest is forgotten first. */
const MAX_KEYS = 20_000;

/** Rates as this process alone has seen them. Bounded: somebody with endless addresses costs no memory. */
export class LocalRates {
  readonly #freeAtMs = new Map<string, number>();

  constructor(
    private readonly maxKeys = MAX_KEYS,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  take(key: string, rate: Rate): RateDecision {
    const { decision, freeAtMs } = takeToken(this.#freeAtMs.get(key), this.nowMs(), rate);
    this.#freeAtMs.delete(key);
    this.#freeAtMs.set(key, freeAtMs);
    if (this.#freeAtMs.size > this.maxKeys) this.#freeAtMs.delete(this.#freeAtMs.keys().next().value!);
    return decision;
  }

  /** Gives a token back that was taken for what has turned out not to count. */
  giveBack(key: string, { limit, windowMs }: Rate): void {
    const freeAtMs = this.#freeAtMs.get(key);
    if (freeAtMs !== undefined) this.#freeAtMs.set(key, freeAtMs - windowMs / limit);
  }

  /** What `take` would say, without taking. */
  look(key: string, rate: Rate): RateDecision {
    return takeToken(this.#freeAtMs.get(key), this.nowMs(), rate).decision;
  }
}
