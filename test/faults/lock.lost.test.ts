import { describe, expect, test } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import type { Job } from '../../src/operations/job.js';
import { lockKey } from '../../src/gate/keys.js';
import { pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { type Population, populate } from '../support/population.js';
import { share } from '../support/share.js';
import { type System, withSystem, workflowOf } from '../support/system.js';
import type { WorkerProcess } from '../support/worker-process.js';

/** How long somebody else's value may stand in a live job's lock, as docs/gate.md promises. */
const CONTESTED_FOR_MS = 15_000;
const CANARIES = 150;
const LOCK_TTL_SECONDS = 12;
const BUSINESSES = { deleted: 1, overwritten: 3, foreign: 4, deletedPaused: 5, overwrittenPaused: 6, foreignPaused: 7 };

let worker: WorkerProcess;
let population: Population;

const policies = canaryPolicy({ lockTtlSeconds: LOCK_TTL_SECONDS, maxRuntimeSeconds: 2 });
const withShared = share<System>((use) =>
  withSystem({ policies }, async (system) => {
    population = await populate(system, CANARIES, Object.values(BUSINESSES));
    worker = await system.startWorker();
    await use(system);
  }),
);

/** What befell the locks of a running and of a paused job, in a system that they share with the other tests. */
function withJobs(
  businesses: { running: number; paused: number },
  test: (jobs: { system: System; running: Job; paused: Job }) => Promise<void>,
): Promise<void> {
  return withShared(async (system) => {
    const paused = await system.start({ businessId: businesses.paused });
    await workflowOf(system, paused).executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
    await eventually(async () => (await system.job(paused.id)).status === 'paused');
    const running = await system.start({ businessId: businesses.running, throttleMs: 400 });
    await eventually(async () => (await system.job(running.id)).processed > 0);
    await test({ system, running, paused });
  });
}

describe('the lock of a live job, running or paused', () => {
  test.concurrent('is taken again by the next beat when it was deleted by hand', async () => {
    const businesses = { running: BUSINESSES.deleted, paused: BUSINESSES.deletedPaused };
    await withJobs(businesses, async ({ system, running, paused }) => {
      for (const job of [running, paused]) expect(await system.redis.del(keyOf(job))).toBe(1);
      for (const job of [running, paused])
        await eventually(async () => (await system.redis.get(keyOf(job))) === valueOf(job));
      for (const job of [running, paused]) await worker.toldOfGate('retaken', job.id);
      expect((await system.job(paused.id)).status).toBe('paused');
      await finish(system, running, paused);
    });
  });

  test.concurrent('is taken back 15 s after a crashed click’s value without a row came over it', async () => {
    const businesses = { running: BUSINESSES.overwritten, paused: BUSINESSES.overwrittenPaused };
    await withJobs(businesses, async ({ system, running, paused }) => {
      const crashed = `job_${uuidV7()}`;
      for (const job of [running, paused]) await system.redis.set(keyOf(job), crashed, 'EX', 60);
      const overwrittenAt = performance.now();
      const takenBack = async (job: Job): Promise<number> => {
        await eventually(async () => (await system.redis.get(keyOf(job))) !== crashed, 60_000);
        return performance.now() - overwrittenAt;
      };
      // A click in the meantime is told of the job that is live, not of the one that never was.
      const expectRefused = async (job: Job): Promise<void> => {
        await expect(system.start({ businessId: job.businessId })).rejects.toMatchObject({
          fields: { status: 409, code: 'gate_held', extensions: { holder: { jobId: job.id, total: CANARIES } } },
        });
      };
      const [tookLong] = await Promise.all([
        Promise.all([running, paused].map(takenBack)),
        Promise.all([running, paused].map(expectRefused)),
      ]);
      for (const tookMs of tookLong) {
        expect(tookMs).toBeGreaterThan(CONTESTED_FOR_MS - 100);
      }
      for (const job of [running, paused]) {
        expect(await system.lock(job.operationType, job.businessId)).toMatchObject({ value: valueOf(job) });
        await worker.toldOfGate('retaken', job.id);
      }
      expect((await system.job(paused.id)).status).toBe('paused');
      await finish(system, running, paused);
    });
  });

  test.concurrent(
    'ends the job as failed, GateLost, when a foreign value stays in its place, and that value is left alone',
    async () => {
      const businesses = { running: BUSINESSES.foreign, paused: BUSINESSES.foreignPaused };
      await withJobs(businesses, async ({ system, running, paused }) => {
        for (const job of [running, paused]) await system.redis.set(keyOf(job), 'locked');
        const overwrittenAt = Date.now();
        for (const job of [running, paused]) {
          const done = await system.finished(job.id);
          expect(done).toMatchObject({
            status: 'failed',
            total: CANARIES,
            lastError: expect.stringMatching(/^GateLost/),
          });
          expect(done.finishedAt!.getTime() - overwrittenAt).toBeGreaterThan(CONTESTED_FOR_MS - 100);
          await worker.toldOfGate('lost', job.id);
          const { 0: untouched = 0, 1: once = 0, ...more } = await system.touches(job.businessId);
          expect({ untouched, once, more }).toEqual({ untouched: done.notAttempted, once: done.succeeded, more: {} });
          await eventuallyInTemporal(async () => (await workflowOf(system, job).describe()).status.name === 'FAILED');
          expect(await system.lock(job.operationType, job.businessId)).toEqual({ value: 'locked', ttlMs: -1 });
          await expect(system.start({ businessId: job.businessId })).rejects.toMatchObject({
            fields: { status: 409, extensions: { holder: { jobId: null, ttlSeconds: null } } },
          });
        }
        await population.expectBystanderUntouched();
      });
    },
  );
});

async function finish(system: System, running: Job, paused: Job): Promise<void> {
  await workflowOf(system, paused).executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
  for (const job of [running, paused]) await population.expectDoneOnce(job);
}

function keyOf({ businessId, operationType }: Job): string {
  return lockKey(businessId, operationType);
}

function valueOf({ id }: Job): string {
  return `job_${id}`;
}
