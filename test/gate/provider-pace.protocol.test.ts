import { expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { GateUnavailable } from '../../src/gate/errors.js';
import { ProviderPace } from '../../src/gate/provider-pace.js';
import { withRedis } from '../support/test-redis.js';

const PACE = { key: 'whatsapp:7', perSecond: 60 };
const KEY = 'bulk_gate:provider_pace:whatsapp:7';
/** Longer than any wait here. */
const PATIENT = 3_600_000;

/** As if the number had been used for long: at its full rate. @param turnInMs when its next turn is */
async function warm(redis: Redis, perSecond = PACE.perSecond, turnInMs = 0): Promise<void> {
  const next = (await nowMs(redis)) + turnInMs;
  await redis.hset(KEY, { rate: perSecond, next, last: next });
}

/** By the clock of Redis. */
async function nowMs(redis: Redis): Promise<number> {
  const [seconds = NaN, microseconds = NaN] = await redis.time();
  return seconds * 1000 + Math.floor(microseconds / 1000);
}

const read = async (redis: Redis, field: 'rate' | 'next'): Promise<number> => Number(await redis.hget(KEY, field));

test('a number that is not known, or whose pace was lost, begins low and with a wait', () =>
  withRedis(async ({ redis }) => {
    const pace = new ProviderPace(redis);
    for (let flush = 0; flush < 3; flush++) {
      // 6 a second: nobody has a turn before 167 ms are over, however often Redis is flushed.
      expect(await pace.takeTurn(PACE, 0)).toBeGreaterThan(100);
      await redis.flushall();
    }
    await pace.takeTurn(PACE, PATIENT);
    expect(await read(redis, 'rate')).toBeLessThan(10);
    // One call a second: half of that.
    const slow = { key: 'twilio:7', perSecond: 1 };
    expect(await pace.takeTurn(slow, 0)).toBeGreaterThan(1_900);
  }));

test('a turn that comes later than the caller waits is not taken', () =>
  withRedis(async ({ redis }) => {
    const pace = new ProviderPace(redis);
    // A turn in 100 s.
    await warm(redis, 0.01);
    const slow = { ...PACE, perSecond: 0.01 };
    await pace.takeTurn(slow, PATIENT);
    const next = await read(redis, 'next');
    expect(await pace.takeTurn(slow, 10)).toBeGreaterThan(10);
    expect(await pace.takeTurn(slow, 10)).toBeGreaterThan(10);
    expect(await read(redis, 'next')).toBe(next);
    await pace.takeTurn(slow, PATIENT);
    expect(await read(redis, 'next')).toBe(next + 100_000);
  }));

test('two workers together have the turns of one number, as far apart as its rate says', () =>
  withRedis(async ({ redis, connect }) => {
    const paces = [new ProviderPace(redis), new ProviderPace(await connect())];
    // Far ahead, so that it makes no difference how long the calls take.
    await warm(redis, PACE.perSecond, 600_000);
    const before = await read(redis, 'next');
    await Promise.all(Array.from({ length: 600 }, (_, n) => paces[n % 2]!.takeTurn(PACE, PATIENT)));
    // Ten seconds of turns, whose moments are rounded to a thousandth of a ms.
    expect((await read(redis, 'next')) - before).toBeCloseTo(10_000, -1);
  }));

test('the rate grows to the whole of it within 20 s of use, and not in one step after a rest', () =>
  withRedis(async ({ redis }) => {
    const pace = new ProviderPace(redis);
    await pace.takeTurn(PACE, PATIENT);
    const begun = await read(redis, 'next');
    while ((await read(redis, 'rate')) < PACE.perSecond) await pace.takeTurn(PACE, PATIENT);
    const usedMs = (await read(redis, 'next')) - begun;
    expect(usedMs).toBeGreaterThan(15_000);
    expect(usedMs).toBeLessThan(25_000);
    await warm(redis, 6, -600_000);
    await pace.takeTurn(PACE, PATIENT);
    expect(await read(redis, 'rate')).toBeCloseTo(9, 5);
  }));

test('a provider that asks for patience gets it, and half of the rate, once for all requests under way', () =>
  withRedis(async ({ redis }) => {
    const pace = new ProviderPace(redis);
    await warm(redis);
    await Promise.all(Array.from({ length: 8 }, () => pace.slow(PACE, 3_000_000)));
    expect(await read(redis, 'rate')).toBe(30);
    expect(await pace.takeTurn(PACE, 0)).toBeGreaterThan(2_000_000);
    // A shorter wait does not end a longer one.
    await pace.slow(PACE, null);
    expect(await pace.takeTurn(PACE, 0)).toBeGreaterThan(2_000_000);
    for (let second = 0; second < 10; second++) {
      await redis.hdel(KEY, 'slowed');
      await pace.slow(PACE, null);
    }
    expect(await read(redis, 'rate')).toBe(3);
  }));

test('where the provider does not say how long, it is left alone for a second, and its pace is kept for longer than any wait', () =>
  withRedis(async ({ redis }) => {
    const pace = new ProviderPace(redis);
    const before = await nowMs(redis);
    await pace.slow(PACE, null);
    expect((await read(redis, 'next')) - before).toBeGreaterThanOrEqual(1_000);
    expect((await read(redis, 'next')) - (await nowMs(redis))).toBeLessThanOrEqual(1_001);
    await pace.slow(PACE, 7_200_000);
    expect(await redis.pttl(KEY)).toBeGreaterThan(7_200_000);
  }));

test('with Redis away nobody has a turn', () =>
  withRedis(async ({ redis, server }) => {
    const pace = new ProviderPace(redis);
    await pace.takeTurn(PACE, PATIENT);
    await server.stop();
    await expect(pace.takeTurn(PACE, PATIENT)).rejects.toThrow(GateUnavailable);
    await expect(pace.slow(PACE, null)).rejects.toThrow(GateUnavailable);
  }));
