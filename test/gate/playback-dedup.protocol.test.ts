import { expect, test } from '@jest/globals';
import { GateUnavailable, InvalidTtl } from '../../src/gate/errors.js';
import { PlaybackDedup } from '../../src/gate/playback-dedup.js';
import { withRedis } from '../support/test-redis.js';

const RECORDING = { resourceType: 'recording', businessId: 7, resourceId: 'CA1' };
const KEY = 'playback_dedup:recording:7:CA1';

test('of any number of clicks at once exactly one wins, and the others are told the seconds left', () =>
  withRedis(async ({ redis, connect }) => {
    const [one, two] = [new PlaybackDedup(redis), new PlaybackDedup(await connect())];
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? one : two).tryMark(RECORDING, `click-${n}`)),
    );
    const winner = results.findIndex(({ outcome }) => outcome === 'won');
    expect(results.filter(({ outcome }) => outcome === 'won')).toHaveLength(1);
    for (const result of results.filter(({ outcome }) => outcome !== 'won')) {
      expect(result).toEqual({ outcome: 'taken', secondsLeft: 15 });
    }
    expect(await redis.get(KEY)).toBe(`click-${winner}`);
    const leftMs = await redis.pttl(KEY);
    expect(leftMs).toBeGreaterThan(13_000);
    expect(leftMs).toBeLessThanOrEqual(15_000);
  }));

test('seconds are rounded up and never 0, and an ended mark can be won again', () =>
  withRedis(async ({ redis }) => {
    const dedup = new PlaybackDedup(redis, 3);
    expect(await dedup.tryMark(RECORDING, 'a')).toEqual({ outcome: 'won' });
    await redis.pexpire(KEY, 2_500);
    expect(await dedup.tryMark(RECORDING, 'b')).toEqual({ outcome: 'taken', secondsLeft: 3 });
    await redis.pexpire(KEY, 400);
    expect(await dedup.tryMark(RECORDING, 'b')).toEqual({ outcome: 'taken', secondsLeft: 1 });
    await redis.pexpire(KEY, 0);
    expect(await dedup.tryMark(RECORDING, 'b')).toEqual({ outcome: 'won' });
  }));

test('a mark without expiry, which only a hand can have made, does not refuse for ever', () =>
  withRedis(async ({ redis }) => {
    const dedup = new PlaybackDedup(redis);
    await redis.set(KEY, 'a hand');
    expect(await dedup.tryMark(RECORDING, 'a')).toEqual({ outcome: 'taken', secondsLeft: 15 });
    expect(await redis.pttl(KEY)).toBeGreaterThan(13_000);
    await redis.del(KEY);
    await redis.hset(KEY, 'of another', 'type');
    expect(await dedup.tryMark(RECORDING, 'a')).toEqual({ outcome: 'taken', secondsLeft: 15 });
    expect(await redis.pttl(KEY)).toBeGreaterThan(13_000);
  }));

test('only who knows the value of a mark removes it', () =>
  withRedis(async ({ redis }) => {
    const dedup = new PlaybackDedup(redis);
    await dedup.tryMark(RECORDING, 'a');
    expect(await dedup.unmark(RECORDING, 'b')).toBe(false);
    expect(await dedup.isInProgress(RECORDING)).toBe(true);
    expect(await dedup.unmark(RECORDING, 'a')).toBe(true);
    expect(await dedup.unmark(RECORDING, 'a')).toBe(false);
    expect(await dedup.isInProgress(RECORDING)).toBe(false);
  }));

test('marking without a question takes the mark over, for the whole time', () =>
  withRedis(async ({ redis }) => {
    const dedup = new PlaybackDedup(redis);
    await dedup.markInProgress(RECORDING, 'a');
    await redis.pexpire(KEY, 400);
    await dedup.markInProgress(RECORDING, 'b');
    expect(await redis.get(KEY)).toBe('b');
    expect(await redis.pttl(KEY)).toBeGreaterThan(13_000);
  }));

test('marks of other businesses, calls and kinds of resources are other marks', () =>
  withRedis(async ({ redis }) => {
    const dedup = new PlaybackDedup(redis);
    const all = [
      RECORDING,
      { ...RECORDING, businessId: 8 },
      { ...RECORDING, resourceId: 'CA2' },
      { ...RECORDING, resourceType: 'voicemail' },
    ];
    for (const resource of all) expect(await dedup.tryMark(resource, 'a')).toEqual({ outcome: 'won' });
    expect(await redis.keys('*')).toHaveLength(all.length);
  }));

test('with Redis gone it says that it cannot tell; a time that is none is refused at once', () =>
  withRedis(async ({ redis, server }) => {
    const dedup = new PlaybackDedup(redis);
    await server.stop();
    for (const asking of [
      dedup.tryMark(RECORDING, 'a'),
      dedup.unmark(RECORDING, 'a'),
      dedup.isInProgress(RECORDING),
      dedup.markInProgress(RECORDING, 'a'),
    ]) {
      await expect(asking).rejects.toBeInstanceOf(GateUnavailable);
    }
    for (const ttl of [0, -1, 1.5, NaN]) expect(() => new PlaybackDedup(redis, ttl)).toThrow(InvalidTtl);
  }));
