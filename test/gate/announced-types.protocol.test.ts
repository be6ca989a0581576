import { expect, test } from '@jest/globals';
import { AnnouncedTypes } from '../../src/gate/announced-types.js';
import { GateUnavailable, InvalidTtl } from '../../src/gate/errors.js';
import { ANNOUNCED_TYPES_KEY } from '../../src/gate/keys.js';
import { RunnableTypes } from '../../src/jobs/runnable-types.js';
import { withRedis } from '../support/test-redis.js';

const listed = async (announced: AnnouncedTypes): Promise<string[]> => [...(await announced.list())].sort();

/** As if so many seconds had gone by. */
const AGE = `for _, type in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('ZINCRBY', KEYS[1], -ARGV[1], type) end`;

test('two versions of workers at once make the union of what they know', () =>
  withRedis(async ({ redis, connect }) => {
    const [older, newer] = [new AnnouncedTypes(redis), new AnnouncedTypes(await connect())];
    expect(await listed(older)).toEqual([]);
    await older.announce(['a', 'b']);
    await newer.announce(['b', 'c']);
    expect([await listed(older), await listed(newer)]).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
  }));

test('a type is forgotten when the last worker that knows it has been silent for the TTL, and the others stay', () =>
  withRedis(async ({ redis }) => {
    const announced = new AnnouncedTypes(redis, 30);
    await announced.announce(['a', 'b']);
    await redis.eval(AGE, 1, ANNOUNCED_TYPES_KEY, 29);
    expect(await listed(announced)).toEqual(['a', 'b']);
    await announced.announce(['b']);
    await redis.eval(AGE, 1, ANNOUNCED_TYPES_KEY, 2);
    expect(await listed(announced)).toEqual(['b']);
    await announced.announce(['b']);
    expect(await redis.zcard(ANNOUNCED_TYPES_KEY)).toBe(1);
    const left = await redis.ttl(ANNOUNCED_TYPES_KEY);
    expect(left > 0 && left <= 30).toBe(true);
    await redis.eval(AGE, 1, ANNOUNCED_TYPES_KEY, 31);
    expect(await listed(announced)).toEqual([]);
  }));

test('a worker with an earlier end does not shorten what a later one has announced', () =>
  withRedis(async ({ redis }) => {
    await new AnnouncedTypes(redis, 60).announce(['a']);
    await new AnnouncedTypes(redis, 10).announce(['a']);
    await redis.eval(AGE, 1, ANNOUNCED_TYPES_KEY, 20);
    expect(await listed(new AnnouncedTypes(redis))).toEqual(['a']);
  }));

test('only a type that workers run without is not started: none running, and Redis away, refuse nothing', () =>
  withRedis(async ({ redis }) => {
    const announced = new AnnouncedTypes(redis);
    const runnable = new RunnableTypes(announced);
    expect(await runnable.mayStart('delete_leads_bulk')).toBe(true);
    await announced.announce(['update_leads_bulk']);
    expect(await runnable.mayStart('delete_leads_bulk')).toBe(false);
    expect(await runnable.mayStart('update_leads_bulk')).toBe(true);
    redis.disconnect();
    await expect(announced.list()).rejects.toThrow(GateUnavailable);
    expect([await runnable.mayStart('delete_leads_bulk'), await runnable.list()]).toEqual([true, null]);
  }));

test('a TTL that would announce for ever or not at all is refused', () =>
  withRedis(({ redis }) => {
    expect(() => new AnnouncedTypes(redis, 0)).toThrow(InvalidTtl);
    return Promise.resolve();
  }));
