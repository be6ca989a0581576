import { expect, test } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { LocalRates } from '../../../src/api/limits/local-rates.js';
import { type Rate, type RateDecision, takeToken } from '../../../src/api/limits/rate.js';
import { SharedRates } from '../../../src/api/limits/shared-rates.js';
import { createLogger } from '../../../src/observability/logger.js';
import { withRedis } from '../../support/test-redis.js';

const MINUTE_MS = 60_000;

/** One after the other at these moments. */
function decisions(rate: Rate, momentsMs: readonly number[]): RateDecision[] {
  let freeAtMs: number | undefined;
  return momentsMs.map((nowMs) => {
    const taken = takeToken(freeAtMs, nowMs, rate);
    ({ freeAtMs } = taken);
    return taken.decision;
  });
}

test('as many as the limit at once, then one for each part of the minute, and a refused one costs nothing', () => {
  const rate = { limit: 30, windowMs: MINUTE_MS };
  const burst = decisions(rate, Array<number>(40).fill(1_000));
  expect(burst.map(({ isRefused }) => isRefused)).toEqual([
    ...Array<boolean>(30).fill(false),
    ...Array<boolean>(10).fill(true),
  ]);
  expect(burst.slice(0, 3).map(({ remaining }) => remaining)).toEqual([29, 28, 27]);
  expect(burst.at(-1)).toMatchObject({ remaining: 0, retryAfterMs: 2_000, resetMs: MINUTE_MS });
  // Asked again when told to, and sooner.
  const later = decisions(rate, [...Array<number>(40).fill(1_000), 2_900, 3_000, 3_000, 61_000 + 2_000]);
  expect(later.slice(40).map(({ isRefused }) => isRefused)).toEqual([true, false, true, false]);
  expect(later.at(-1)).toMatchObject({ remaining: 29 });
});

test('no minute sees twice the limit, whatever the moments, and no limit loses a token to rounding', () => {
  for (let round = 0; round < 200; round++) {
    const rate = { limit: randomInt(1, 50), windowMs: MINUTE_MS };
    const moments = Array.from({ length: 300 }, () => randomInt(0, 5 * MINUTE_MS)).sort((a, b) => a - b);
    const all = decisions(rate, moments);
    const passed = moments.filter((_, index) => !all[index]!.isRefused);
    for (const from of passed) {
      expect(passed.filter((at) => at >= from && at < from + MINUTE_MS).length).toBeLessThanOrEqual(2 * rate.limit);
    }
    const atOnce = decisions(rate, Array<number>(rate.limit + 1).fill(12_345.678));
    expect(atOnce.filter(({ isRefused }) => !isRefused)).toHaveLength(rate.limit);
  }
});

test('Redis decides as the process does, and forgets a key when all its tokens are back', () =>
  withRedis(async ({ redis }) => {
    const shared = new SharedRates(redis, createLogger({ level: 'silent', service: 'test' }));
    const local = new LocalRates();
    for (const limit of [1, 3, 7, 30, 300]) {
      const rate = { limit, windowMs: 3_600_000 };
      const key = `rate_limit:test:${limit}`;
      for (let n = 0; n <= limit; n++) {
        const [here, there] = [local.take(key, rate), await shared.take(key, rate)];
        expect([limit, n, there.isRefused, there.remaining]).toEqual([limit, n, here.isRefused, here.remaining]);
        expect(Math.abs(there.resetMs - here.resetMs)).toBeLessThan(2_000);
        expect(Math.abs(there.retryAfterMs - here.retryAfterMs)).toBeLessThan(2_000);
      }
    }
    await shared.take('rate_limit:test:short', { limit: 4, windowMs: 200 });
    expect(await redis.pttl('rate_limit:test:short')).toBeLessThanOrEqual(50);
  }));

test('a process remembers a bounded number of keys, the most recent ones', () => {
  const rates = new LocalRates(100);
  const rate = { limit: 1, windowMs: MINUTE_MS };
  for (let n = 0; n < 1_000; n++) rates.take(`key ${n}`, rate);
  expect(rates.take('key 999', rate).isRefused).toBe(true);
  expect(rates.take('key 500', rate).isRefused).toBe(false);
});

test('of several rates each is taken up to the first that has no token, and none behind it', () =>
  withRedis(async ({ redis }) => {
    const shared = new SharedRates(redis, createLogger({ level: 'silent', service: 'test' }));
    const claim = (name: string, limit: number) => ({
      key: `rate_limit:test:${name}`,
      rate: { limit, windowMs: MINUTE_MS },
    });
    const claims = [claim('wide', 10), claim('narrow', 1), claim('behind', 10)];
    expect((await shared.takeInTurn(claims)).map(({ isRefused }) => isRefused)).toEqual([false, false, false]);
    const again = await shared.takeInTurn(claims);
    expect(again.map(({ isRefused }) => isRefused)).toEqual([false, true]);
    const [wide, behind] = await shared.takeInTurn([claims[0]!, claims[2]!]);
    expect([wide!.remaining, behind!.remaining]).toEqual([7, 8]);
    redis.disconnect();
    const here = await shared.takeInTurn(claims);
    expect(here.map(({ isRefused }) => isRefused)).toEqual([false, true]);
  }));
