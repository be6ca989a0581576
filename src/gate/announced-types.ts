import type { Redis } from 'ioredis';
import { askRedis, withScripts } from './ask-redis.js';
import { assertTtl } from './errors.js';
import { ANNOUNCED_TYPES_KEY } from './keys.js';
import { manyOf, oneOf, text } from './redis-answers.js';

interface TypeCommands {
  announceTypes(key: string, ttlSeconds: number, ...types: string[]): Promise<unknown>;
  announcedTypes(key: string): Promise<unknown>;
}

/** A worker that has been silent for so long is taken for gone: three times its rest between two announcements. */
const ANNOUNCED_SECONDS = 30;

/**
 * The operation types that running workers know, as they announce them again and again. One set for all workers, so that two
 * versions at once (a rolling deploy) make the union of what they know, and a worker that dies needs no clean-up.
 *
 * Every method throws `GateUnavailable` when Redis does not answer within the client's command time-out.
 */
export class AnnouncedTypes {
  readonly #redis: Redis & TypeCommands;

  /** @throws InvalidTtl */
  constructor(
    redis: Redis,
    private readonly ttlSeconds = ANNOUNCED_SECONDS,
  ) {
    assertTtl(ttlSeconds);
    const files = { announceTypes: 'announce-types', announcedTypes: 'announced-types' };
    this.#redis = withScripts<TypeCommands>(redis, files);
  }

  async announce(types: readonly string[]): Promise<void> {
    const command = () => this.#redis.announceTypes(ANNOUNCED_TYPES_KEY, this.ttlSeconds, ...types);
    await askRedis('announce types', oneOf(1), command);
  }

  /** Empty where no worker runs, and where Redis has just lost what it knew. */
  async list(): Promise<ReadonlySet<string>> {
    const command = () => this.#redis.announcedTypes(ANNOUNCED_TYPES_KEY);
    return new Set(await askRedis('list types', manyOf(text), command));
  }
}
