import { expect, test } from '@jest/globals';
import { startRedis } from '../../scripts/stack/redis.mjs';
import { Problem } from '../../src/http/problem.js';
import { redisReady } from '../../src/gate/redis.js';
import { SHORT_LOCK } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { changeSpeed, jobCount, jobWhen } from '../support/job-looks.js';
import { type System, withSystem } from '../support/system.js';

/** Longer than the lock lives. */
const AWAY_MS = 8_000;
const ANSWER_WITHIN_MS = 20_000;

test.concurrent(
  'with Redis away for longer than a lock lives a job goes on and takes its lock again afterwards; starts are refused at once meanwhile',
  async () => {
    // The lock lives shorter than Redis is away, so that it is gone when Redis has read its file again.
    await withSystem({ policies: SHORT_LOCK }, async (system) => {
      await system.addCanaries(2, 7);
      const worker = await system.startWorker();
      const job = await system.start({ canaries: 4_000, throttleMs: 250 });
      await eventually(async () => (await system.job(job.id)).processed >= 20);
      await system.redisServer.stop();
      const awaySince = performance.now();
      let { processed } = await system.job(job.id);

      let grewTimes = 0;
      while (performance.now() - awaySince < AWAY_MS || grewTimes < 4) {
        const before = processed;
        ({ processed } = await jobWhen(system, job, (now) => now.processed > before));
        grewTimes++;
        await expectUnavailable(system, 1);
        await expectUnavailable(system, 2);
      }
      expect(await system.job(job.id)).toMatchObject({ status: 'running' });
      await eventually(async () => (await system.job(job.id)).runs > 2);

      const { redisServer, redisDir: dir } = system;
      const again = await startRedis({ dir, port: redisServer.port });
      try {
        expect(await redisReady(system.redis, 60_000)).toBe(true);
        await eventually(async () => (await system.lock()).value === `job_${job.id}`);
        await eventually(() => worker.gateEvents().some(({ event }) => event === 'retaken'));
        await expect(system.start()).rejects.toMatchObject({ fields: { status: 409, code: 'gate_held' } });
        await changeSpeed(system, job, { seq: 1, throttleMs: 0, batchSize: 200 });
        expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 4_000, succeeded: 4_000 });
        await system.lockGone();
        expect(await system.touches(1)).toEqual({ 1: 4_000 });
        expect(await system.touches(2)).toEqual({ 0: 7 });
        expect(await jobCount(system)).toBe(1);
      } finally {
        await again.stop();
      }
    });
  },
);

test.concurrent(
  'a job that ends while Redis is away is final all the same, and its lock is no obstacle afterwards',
  () =>
    withSystem({}, async (system) => {
      const worker = await system.startWorker({ stopAt: { name: 'before commit', chunkNo: 2 } });
      const job = await system.start({ canaries: 20 });
      await worker.atCheckpoint();
      await system.redisServer.stop();
      worker.goOn();
      expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 20, succeeded: 20 });
      const again = await startRedis({ dir: system.redisDir, port: system.redisServer.port });
      try {
        expect(await redisReady(system.redis, 60_000)).toBe(true);
        // The release is tried for 30 s; a click takes the lock of a final job over in any case.
        const next = await system.start();
        expect(await system.finished(next.id)).toMatchObject({ status: 'completed', total: 20, succeeded: 20 });
        await system.lockGone();
        expect(await system.touches(1)).toEqual({ 2: 20 });
      } finally {
        await again.stop();
      }
    }),
);

async function expectUnavailable(system: System, businessId: number): Promise<void> {
  const startedAt = performance.now();
  const refusal = await system.start({ businessId }).catch((error: unknown) => error);
  expect(performance.now() - startedAt).toBeLessThan(ANSWER_WITHIN_MS);
  expect(refusal).toBeInstanceOf(Problem);
  expect(refusal).toMatchObject({ fields: { status: 503, code: 'gate_unavailable', retryAfterSeconds: 2 } });
}
