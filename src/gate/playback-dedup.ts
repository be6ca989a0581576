import type { Redis } from 'ioredis';
import { askRedis, withScripts } from './ask-redis.js';
import { assertTtl } from './errors.js';
import { playbackMarkKey } from './keys.js';
import { count, oneOf } from './redis-answers.js';

/** What is being prepared: a recording of a business. */
export interface PlaybackResource {
  /** A word of ours: `recording`. */
  readonly resourceType: string;
  readonly businessId: number;
  readonly resourceId: string;
}

/** Whether the caller is the one who starts it, else how long it will be marked. */
export type MarkResult =
  | { readonly outcome: 'won' }
  /** Rounded up, so at least 1. */
  | { readonly outcome: 'taken'; readonly secondsLeft: number };

interface MarkCommands {
  tryMark(key: string, value: string, ttlSeconds: number): Promise<unknown>;
  releaseMark(key: string, expected: string): Promise<unknown>;
}

/** Clicks within so many seconds are one. */
export const PLAYBACK_TTL_SECONDS = 15;

/**
 * PlaybackDedup: a mark in Redis per recording that is being prepared, so that many clicks lead to one start. Like the
 * gate it promises a cheap answer, not exclusion: with Redis away the caller proceeds, and the workflow's id is what
 * joins the clicks.
 *
 * A mark's value names the click that set it; only who knows it can remove the mark. Every method throws
 * `GateUnavailable` when Redis does not answer within the client's command time-out.
 */
export class PlaybackDedup {
  readonly #redis: Redis & MarkCommands;

  /** @throws InvalidTtl */
  constructor(
    redis: Redis,
    private readonly ttlSeconds = PLAYBACK_TTL_SECONDS,
  ) {
    assertTtl(ttlSeconds);
    this.#redis = withScripts<MarkCommands>(redis, { tryMark: 'try-mark', releaseMark: 'release-lock' });
  }

  /** Whether it is marked now. Only for showing: between this and `markInProgress` another click has room; see `tryMark`. */
  async isInProgress(resource: PlaybackResource): Promise<boolean> {
    return (await askRedis('look at a mark', oneOf(0, 1), () => this.#redis.exists(keyOf(resource)))) === 1;
  }

  /** Marks it for the full TTL, whoever has marked it before. */
  async markInProgress(resource: PlaybackResource, value: string): Promise<void> {
    await askRedis('mark', oneOf('OK'), () => this.#redis.set(keyOf(resource), value, 'EX', this.ttlSeconds));
  }

  /** Marks it if it is not marked, in one step: of any number of clicks at once exactly one has won. */
  async tryMark(resource: PlaybackResource, value: string): Promise<MarkResult> {
    const leftMs = await askRedis('mark', count, () => this.#redis.tryMark(keyOf(resource), value, this.ttlSeconds));
    return leftMs === 0 ? { outcome: 'won' } : { outcome: 'taken', secondsLeft: Math.ceil(leftMs / 1000) };
  }

  /** Removes the mark that has this value. Idempotent: false when it was gone or is another click's, which stays. */
  async unmark(resource: PlaybackResource, value: string): Promise<boolean> {
    return (await askRedis('unmark', oneOf(0, 1), () => this.#redis.releaseMark(keyOf(resource), value))) === 1;
  }
}

function keyOf({ resourceType, businessId, resourceId }: PlaybackResource): string {
  return playbackMarkKey(resourceType, businessId, resourceId);
}
