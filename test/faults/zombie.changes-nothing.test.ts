import { describe, expect, jest, test } from '@jest/globals';
import { problemOf } from '../../src/api/problem-of.js';
import type { JobEntity } from '../../src/db/entities/job.entity.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { populate } from '../support/population.js';
import { type System, withSystem, workflowOf } from '../support/system.js';
import { sessionsInTransaction } from '../support/worker-session.js';
import type { WorkerProcess } from '../support/worker-process.js';

jest.setTimeout(120_000);

const POLICIES = canaryPolicy({ lockTtlSeconds: 600, maxRuntimeSeconds: 100 });
/** Longer than a zombie fights for a lock that another job holds. */
const CONTEST_MS = 15_000;

describe('a workflow terminated while its worker is frozen in the middle of a batch', () => {
  test.concurrent(
    'and started again at once: the orphan is settled, its lock goes to the new job, the zombie changes nothing',
    async () => {
      await withSystem({ policies: POLICIES }, async (system) => {
        const population = await populate(system, 45);
        const orphan = await system.start();
        const zombie = await frozenWorker(system, [orphan]);
        await workflowOf(system, orphan).terminate('gone mad');

        const next = await system.start({ throttleMs: 5_000 });
        const settled = await system.finished(orphan.id, 0);
        expect(settled).toMatchObject({ status: 'failed', total: 45, processed: 10, succeeded: 10, notAttempted: 35 });
        expect(settled.lastError).toMatch(/^terminated by .+: gone mad$/);
        expect(system.gateEvents.map(({ event, jobId }) => [event, jobId])).toEqual([
          ['acquired', orphan.id],
          ['reclaimed', orphan.id],
          ['acquired', next.id],
        ]);
        expect(await system.lock()).toMatchObject({ value: `job_${next.id}` });

        await system.startWorker();
        zombie.thaw();
        zombie.goOn();
        // Told to stop it takes no part in the new job, and ends when its own attempt has.
        const stopping = zombie.stop();
        await eventually(async () => (await system.job(next.id)).processed > 0);
        expect(await system.finished(next.id)).toMatchObject({
          ...{ status: 'completed', lastError: null },
          ...{ total: 45, processed: 45, succeeded: 45, failed: 0, skipped: 0, notAttempted: 0 },
        });
        expect(next.createdAt.getTime() + CONTEST_MS).toBeLessThan(Date.now());
        await system.lockGone();
        expect(await stopping).toBe(0);
        expect(zombie.gateEvents().filter(({ event }) => event !== 'refreshed')).toEqual([]);
        expect(await system.lock()).toMatchObject({ value: null });
        expect(await system.job(orphan.id)).toEqual(settled);
        // The orphan's first batch, and then everything once by the new job.
        expect(await system.touches(1)).toEqual({ 1: 35, 2: 10 });
        await population.expectBystanderUntouched();
      });
    },
  );

  test.concurrent(
    'with its counts written but not committed: starts are refused with 503 until the row is free, no count is lost',
    async () => {
      await withSystem({ policies: POLICIES }, async (system) => {
        const population = await populate(system, 45);
        const orphan = await system.start();
        const zombie = await frozenWorker(system, [orphan], 'before commit');
        await workflowOf(system, orphan).terminate('gone mad');
        // As the API answers it.
        expect(problemOf(await system.start().catch((error: unknown) => error))).toMatchObject({
          fields: { status: 503, code: 'database_busy', retryAfterSeconds: expect.any(Number) },
        });
        expect(await system.lock()).toMatchObject({ value: `job_${orphan.id}` });

        zombie.thaw();
        zombie.goOn();
        expect(await zombie.stop()).toBe(0);
        // Either it woke in time and committed, or PostgreSQL had ended its session: the row says which.
        const { processed } = await system.job(orphan.id);
        expect([10, 20]).toContain(processed);

        await system.startWorker();
        const next = await system.start();
        const settled = await system.finished(orphan.id, 0);
        expect(settled).toMatchObject({
          status: 'failed',
          processed,
          succeeded: processed,
          notAttempted: 45 - processed,
        });
        expect(await system.finished(next.id)).toMatchObject({ status: 'completed', total: 45, succeeded: 45 });
        await system.lockGone();
        expect(await system.touches(1)).toEqual({ 1: 45 - processed, 2: processed });
        await population.expectBystanderUntouched();
      });
    },
  );

  test.concurrent(
    'and not started again: the reconciler settles it and frees the lock, the zombie changes nothing',
    async () => {
      await withSystem({ policies: POLICIES }, async (system) => {
        const population = await populate(system, 45);
        const orphan = await system.start();
        // The reconciler leaves jobs alone that are younger than 15 s; the zombie's transaction lives for 10 s only.
        await system.dataSource.query(`UPDATE jobs SET created_at = created_at - interval '15 s'`);
        const zombie = await frozenWorker(system, [orphan]);
        await workflowOf(system, orphan).terminate('gone mad');

        const worker = await system.startWorker({ reconciler: true });
        const settled = await system.finished(orphan.id);
        expect(settled).toMatchObject({ status: 'failed', total: 45, processed: 10, succeeded: 10, notAttempted: 35 });
        expect(settled.lastError).toMatch(/^terminated by .+: gone mad$/);
        await system.lockGone();
        await worker.told(({ kind }) => kind === 'reconciler');
        expect(worker.gateEvents()).toMatchObject([{ event: 'reclaimed', jobId: orphan.id }]);

        zombie.thaw();
        zombie.goOn();
        expect(await zombie.stop()).toBe(0);
        expect(zombie.gateEvents().filter(({ event }) => event !== 'refreshed')).toEqual([]);
        expect(await system.lock()).toMatchObject({ value: null });
        expect(await system.job(orphan.id)).toEqual(settled);
        expect(await system.touches(1)).toEqual({ 0: 35, 1: 10 });
        expect(worker.messages.filter(({ kind }) => kind === 'reconciler')).toMatchObject([
          { action: 'settled', jobId: orphan.id },
        ]);
        await population.expectBystanderUntouched();
      });
    },
  );
});

/** A worker that is frozen in the second batch of these jobs, with its transactions open. */
async function frozenWorker(
  system: System,
  jobs: readonly JobEntity[],
  name: 'batch opened' | 'before commit' = 'batch opened',
): Promise<WorkerProcess> {
  const worker = await system.startWorker({ stopAt: jobs.map(({ id }) => ({ name, batchNo: 2, jobId: id })) });
  await Promise.all(jobs.map(({ id }) => worker.atCheckpoint(id)));
  await sessionsInTransaction(system.dataSource, jobs.length);
  worker.freeze();
  return worker;
}
