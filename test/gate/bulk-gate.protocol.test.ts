import { describe, expect, test } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import { InvalidTtl } from '../../src/gate/errors.js';
import { withRedis } from '../support/test-redis.js';

const GATE = { businessId: 7, operationType: 'delete_leads_bulk' };
const KEY = 'bulk_gate:lock:7:delete_leads_bulk';

describe('acquire', () => {
  test('sets key, value and TTL as the protocol names them, and refuses a second taker', () =>
    withRedis(async ({ redis }) => {
      const gate = new BulkGate(redis);
      const [first, second] = [uuidV7(), uuidV7()];
      expect(await gate.acquire(GATE, first, 100)).toBe(true);
      expect(await gate.acquire(GATE, second, 100)).toBe(false);
      expect(await gate.acquire(GATE, first, 100)).toBe(false);
      expect(await redis.get(KEY)).toBe(`job_${first}`);
      expect(await redis.ttl(KEY)).toBeGreaterThanOrEqual(99);
    }));

  test('1,000 concurrent acquires over four connections have exactly one winner, whose value stands', () =>
    withRedis(async ({ redis, connect }) => {
      const gates = await Promise.all([1, 2, 3, 4].map(async () => new BulkGate(await connect())));
      const jobs = Array.from({ length: 1000 }, () => uuidV7());
      const won = await Promise.all(jobs.map((job, index) => gates[index % 4]!.acquire(GATE, job, 100)));
      const winners = jobs.filter((_, index) => won[index]);
      expect(winners).toHaveLength(1);
      expect(await redis.get(KEY)).toBe(`job_${winners[0]}`);
    }));

  test('another business and another operation type have gates of their own', () =>
    withRedis(async ({ redis }) => {
      const gate = new BulkGate(redis);
      expect(await gate.acquire(GATE, uuidV7(), 100)).toBe(true);
      expect(await gate.acquire({ ...GATE, businessId: 8 }, uuidV7(), 100)).toBe(true);
      expect(await gate.acquire({ ...GATE, operationType: 'update_leads_bulk' }, uuidV7(), 100)).toBe(true);
    }));

  test.each([0, -1, 1.5, NaN, Infinity])('a TTL of %p is refused: it makes no lock, and changes none', async (ttl) => {
    await withRedis(async ({ redis }) => {
      const gate = new BulkGate(redis);
      const job = uuidV7();
      await expect(gate.acquire(GATE, job, ttl)).rejects.toBeInstanceOf(InvalidTtl);
      expect(await redis.exists(KEY)).toBe(0);
      await gate.acquire(GATE, job, 50);
      await expect(gate.refresh(GATE, job, ttl)).rejects.toBeInstanceOf(InvalidTtl);
      await expect(gate.handOver(GATE, job, uuidV7(), ttl)).rejects.toBeInstanceOf(InvalidTtl);
      expect(await redis.get(KEY)).toBe(`job_${job}`);
      expect(await redis.ttl(KEY)).toBeGreaterThan(40);
    });
  });
});

describe('refresh and release', () => {
  test('the owner sets the full TTL again and frees its lock, once', () =>
    withRedis(async ({ redis }) => {
      const gate = new BulkGate(redis);
      const job = uuidV7();
      await gate.acquire(GATE, job, 10);
      expect(await gate.refresh(GATE, job, 500)).toEqual({ outcome: 'held' });
      expect(await redis.ttl(KEY)).toBeGreaterThan(490);
      expect(await gate.release(GATE, job)).toBe(true);
      expect(await gate.release(GATE, job)).toBe(false);
      expect(await gate.refresh(GATE, job, 500)).toEqual({ outcome: 'absent' });
      expect(await redis.exists(KEY)).toBe(0);
    }));

  test('a stale owner can neither refresh nor release the lock of its successor', () =>
    withRedis(async ({ redis }) => {
      const gate = new BulkGate(redis);
      const [stale, successor] = [uuidV7(), uuidV7()];
      await gate.acquire(GATE, stale, 100);
      await redis.del(KEY);
      await gate.acquire(GATE, successor, 100);
      expect(await gate.refresh(GATE, stale, 9999)).toEqual({
        outcome: 'taken',
        value: `job_${successor}`,
        jobId: successor,
      });
      expect(await gate.release(GATE, stale)).toBe(false);
      expect(await redis.get(KEY)).toBe(`job_${successor}`);
      expect(await redis.ttl(KEY)).toBeLessThanOrEqual(100);
    }));
});

describe('hand-over', () => {
  test('swaps holder and TTL in one step, and only from the holder it names', () =>
    withRedis(async ({ redis }) => {
      const gate = new BulkGate(redis);
      const [holder, next, stranger] = [uuidV7(), uuidV7(), uuidV7()];
      expect(await gate.handOver(GATE, holder, next, 100)).toBe(false);
      expect(await redis.exists(KEY)).toBe(0);
      await gate.acquire(GATE, holder, 10);
      expect(await gate.handOver(GATE, stranger, next, 100)).toBe(false);
      expect(await gate.handOver(GATE, holder, next, 100)).toBe(true);
      expect(await redis.get(KEY)).toBe(`job_${next}`);
      expect(await redis.ttl(KEY)).toBeGreaterThan(90);
    }));

  test('of 200 concurrent hand-overs from one holder exactly one succeeds', () =>
    withRedis(async ({ redis }) => {
      const gate = new BulkGate(redis);
      const holder = uuidV7();
      await gate.acquire(GATE, holder, 100);
      const takers = Array.from({ length: 200 }, () => uuidV7());
      const won = await Promise.all(takers.map((taker) => gate.handOver(GATE, holder, taker, 100)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await redis.get(KEY)).toBe(`job_${takers[won.indexOf(true)]}`);
    }));
});

describe('inspect and list', () => {
  test('tell holder and seconds left, and null for a gate that nobody holds', () =>
    withRedis(async ({ redis }) => {
      const gate = new BulkGate(redis);
      const job = uuidV7();
      expect(await gate.inspect(GATE)).toBeNull();
      await gate.acquire(GATE, job, 100);
      const { ttlSeconds, ...holder } = (await gate.inspect(GATE))!;
      expect(holder).toEqual({ value: `job_${job}`, jobId: job });
      expect(ttlSeconds).toBeGreaterThanOrEqual(95);
      expect(ttlSeconds).toBeLessThanOrEqual(100);
    }));

  test.each([
    ['locked', null],
    ['job_123', null],
    ['job_', null],
    [`job_${'A'.repeat(36)}`, null],
    ['018f5f0e-7d35-7c3a-8b5e-111111111111', null],
    ['job_018f5f0e-7d35-4c3a-8b5e-111111111111', null],
    ['job_018f5f0e-7d35-7c3a-8b5e-111111111111', '018f5f0e-7d35-7c3a-8b5e-111111111111'],
  ])('the value %p names holder %p', async (value, jobId) => {
    await withRedis(async ({ redis }) => {
      const gate = new BulkGate(redis);
      await redis.set(KEY, value);
      expect(await gate.inspect(GATE)).toEqual({ value, jobId, ttlSeconds: null });
      const other = uuidV7();
      expect(await gate.refresh(GATE, other, 10)).toEqual({ outcome: 'taken', value, jobId });
      expect(await gate.release(GATE, other)).toBe(false);
      expect(await redis.get(KEY)).toBe(value);
      expect(await gate.releaseValue(GATE, value)).toBe(true);
    });
  });

  test('a key of another Redis type is a foreign lock: told by its type, and left as it is', () =>
    withRedis(async ({ redis }) => {
      const gate = new BulkGate(redis);
      const [job, other] = [uuidV7(), uuidV7()];
      await redis.hset(KEY, 'owner', job);
      const foreign = { value: '(hash)', jobId: null };
      expect(await gate.acquire(GATE, job, 100)).toBe(false);
      expect(await gate.inspect(GATE)).toEqual({ ...foreign, ttlSeconds: null });
      expect(await gate.list(7)).toEqual([{ ...GATE, ...foreign, ttlSeconds: null }]);
      expect(await gate.refresh(GATE, job, 100)).toEqual({ outcome: 'taken', ...foreign });
      expect(await gate.release(GATE, job)).toBe(false);
      expect(await gate.releaseValue(GATE, '(hash)')).toBe(false);
      expect(await gate.handOver(GATE, job, other, 100)).toBe(false);
      expect(await redis.hgetall(KEY)).toEqual({ owner: job });
      expect(await redis.ttl(KEY)).toBe(-1);
    }));

  test('list shows the locks of one business or of all, and nothing that only looks like one', () =>
    withRedis(async ({ redis }) => {
      const gate = new BulkGate(redis);
      const [job, other] = [uuidV7(), uuidV7()];
      await gate.acquire(GATE, job, 100);
      await gate.acquire({ businessId: 70, operationType: 'delete_leads_bulk' }, other, 100);
      await redis.set('bulk_gate:lock:x:y', 'job_1');
      await redis.set('bulk_gate:lock:7:update_leads_bulk', 'locked');
      expect((await gate.list(7)).map(({ operationType, value }) => [operationType, value])).toEqual([
        ['delete_leads_bulk', `job_${job}`],
        ['update_leads_bulk', 'locked'],
      ]);
      expect(await gate.list()).toHaveLength(3);
    }));
});
