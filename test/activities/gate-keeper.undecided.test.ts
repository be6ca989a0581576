import { describe, expect, test } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { CONTESTED_FOR_MS, GateKeeper, type HeldGate } from '../../src/activities/gate-keeper.js';
import { withHeartbeat } from '../../src/activities/heartbeat.js';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import type { GateEvent } from '../../src/gate/gate-event.js';
import { FAILURE } from '../../src/operations/errors.js';
import { eventually } from '../support/eventually.js';
import { withRedis } from '../support/test-redis.js';

const GATE = { businessId: 7, operationType: 'delete_leads_bulk' };
const KEY = 'bulk_gate:lock:7:delete_leads_bulk';

interface Scene {
  readonly redis: Parameters<Parameters<typeof withRedis>[0]>[0]['redis'];
  readonly keeper: GateKeeper;
  readonly held: HeldGate;
  readonly events: GateEvent['event'][];
}

/** A job whose lock Redis has lost, and this answer of PostgreSQL to whether it is live. */
async function withLostLock(isLive: () => Promise<boolean>, test: (scene: Scene) => Promise<void>): Promise<void> {
  await withRedis(async ({ redis }) => {
    const events: GateEvent['event'][] = [];
    const keeper = new GateKeeper({
      ...{ gate: new BulkGate(redis), isLive },
      record: ({ event }) => events.push(event),
    });
    await test({ redis, keeper, events, held: { ...GATE, jobId: uuidV7(), ttlSeconds: 100 } });
  });
}

describe('a lost lock', () => {
  test.concurrent.each([
    ['is busy (lock_timeout)', Object.assign(new Error('canceling statement'), { code: '55P03' })],
    ['is slow (statement_timeout)', Object.assign(new Error('canceling statement'), { code: '57014' })],
    ['is away', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
  ])('is no end of the job while PostgreSQL %s, and is not taken again unasked', async (_, error) => {
    const isLive = (): Promise<boolean> => Promise.reject(error);
    await withLostLock(isLive, async ({ redis, keeper, held, events }) => {
      await expect(keeper.keep(held)).resolves.toBeUndefined();
      expect(await redis.exists(KEY)).toBe(0);
      expect(events).toEqual([]);
    });
  });

  test.concurrent('ends the job that is final, and a fault of ours is no silence of PostgreSQL', async () => {
    await withLostLock(
      () => Promise.resolve(false),
      async ({ redis, keeper, held }) => {
        await expect(keeper.keep(held)).rejects.toMatchObject({ type: FAILURE.jobNotLive, nonRetryable: true });
        expect(await redis.exists(KEY)).toBe(0);
      },
    );
    await withLostLock(
      () => Promise.reject(new TypeError('a bug')),
      ({ keeper, held }) => expect(keeper.keep(held)).rejects.toThrow('a bug'),
    );
  });
});

describe('a batch at work whose gate a foreign lock has taken for good', () => {
  const BEAT_SECONDS = 0.3;

  test.concurrent('hands out its result all the same when a later beat has got the gate back', async () => {
    await withLostLock(
      () => Promise.resolve(true),
      async ({ redis, keeper, held, events }) => {
        await redis.set(KEY, 'locked');
        const work = async (): Promise<string> => {
          await eventually(() => events.includes('lost'), CONTESTED_FOR_MS + 10_000);
          await redis.del(KEY);
          await eventually(() => events.includes('retaken'), 10_000);
          return 'the result';
        };
        const options = { held, heartbeatTimeoutSeconds: BEAT_SECONDS, beat: () => undefined };
        expect(await withHeartbeat(keeper, options, work)).toBe('the result');
        expect(await redis.get(KEY)).toBe(`job_${held.jobId}`);
      },
    );
  });

  test.concurrent('hands out GateLost instead of its result when none has', async () => {
    await withLostLock(
      () => Promise.resolve(true),
      async ({ redis, keeper, held, events }) => {
        await redis.set(KEY, 'locked');
        const work = async (): Promise<string> => {
          await eventually(() => events.includes('lost'), CONTESTED_FOR_MS + 10_000);
          return 'the result';
        };
        const options = { held, heartbeatTimeoutSeconds: 60, beat: () => undefined };
        await expect(withHeartbeat(keeper, options, work)).rejects.toMatchObject({ type: FAILURE.gateLost });
        expect(await redis.get(KEY)).toBe('locked');
      },
    );
  });
});
