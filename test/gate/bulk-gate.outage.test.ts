import { expect, test } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import { GateUnavailable } from '../../src/gate/errors.js';
import { redisReady, unsafeEvictionPolicy } from '../../src/gate/redis.js';
import { whileFrozen } from '../support/frozen-process.js';
import { withRedis } from '../support/test-redis.js';

const GATE = { businessId: 7, operationType: 'delete_leads_bulk' };

test('with Redis frozen every call says "could not tell" in time, and works again afterwards', () =>
  withRedis(async ({ server, redis }) => {
    const gate = new BulkGate(redis);
    const job = uuidV7();
    await gate.acquire(GATE, job, 100);
    const startedAt = performance.now();
    const answers = await whileFrozen(server, () =>
      Promise.allSettled([
        gate.acquire(GATE, uuidV7(), 100),
        gate.refresh(GATE, job, 100),
        gate.release(GATE, job),
        gate.handOver(GATE, job, uuidV7(), 100),
        gate.inspect(GATE),
        gate.list(),
      ]),
    );
    const tookMs = performance.now() - startedAt;
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(GateUnavailable) });
    expect(tookMs).toBeLessThan(20_000); // the time-out of a command is 1 s
    expect(await redisReady(redis, 5_000)).toBe(true);
    const another = { ...GATE, businessId: 8 };
    expect(await gate.acquire(another, job, 100)).toBe(true);
    expect(await gate.inspect(another)).toMatchObject({ value: `job_${job}`, jobId: job });
  }));

test('with Redis gone a call fails at once instead of queueing behind the reconnect', () =>
  withRedis(async ({ server, redis }) => {
    const gate = new BulkGate(redis);
    await server.stop();
    await expect(gate.acquire(GATE, uuidV7(), 100)).rejects.toBeInstanceOf(GateUnavailable);
    await expect(gate.acquire(GATE, uuidV7(), 100)).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/enableOfflineQueue|Connection is closed/) },
    });
  }));

test('an eviction policy that may drop locks is told, noeviction is not', () =>
  withRedis(async ({ redis }) => {
    expect(await unsafeEvictionPolicy(redis)).toBeNull();
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await unsafeEvictionPolicy(redis)).toBe('allkeys-lru');
  }));
