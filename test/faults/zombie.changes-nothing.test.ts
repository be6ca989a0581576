import { describe, expect, test } from '@jest/globals';
import { problemOf } from '../../src/http/problem-of.js';
import type { Job } from '../../src/operations/job.js';
import type { GateEvent } from '../../src/gate/gate-event.js';
import { createReconcilerPass } from '../../src/upkeep/upkeep-passes.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { populate } from '../support/population.js';
import type { Reported } from '../support/reconciler-ports.js';
import { type System, withSystem, workflowOf } from '../support/system.js';
import type { WorkerProcess } from '../support/worker-process.js';
import { bearIdleTransactions, sessionInTransaction, sessions } from '../support/locks.js';

const POLICIES = canaryPolicy({ lockTtlSeconds: 600, maxRuntimeSeconds: 100 });
/** Longer than a zombie fights for a lock that another job holds. */
const CONTEST_MS = 15_000;

describe('a workflow terminated while its worker is frozen in the middle of a batch', () => {
  test.concurrent(
    'and started again at once: the orphan is settled, its lock goes to the new job, the zombie changes nothing',
    () =>
      withSystem({ policies: POLICIES }, async (system) => {
        const population = await populate(system, 45);
        const orphan = await system.start();
        const { zombie, session } = await frozenWorker(system, orphan);
        await workflowOf(system, orphan).terminate('gone mad');

        const next = await system.start({ throttleMs: 5_000 });
        const settled = await system.finished(orphan.id, 0);
        expect(settled).toMatchObject({ status: 'failed', total: 45, processed: 10, succeeded: 10, notAttempted: 35 });
        expect(settled.lastError).toMatch(/^terminated by an operator of Temporal/);
        expect(settled.lastError).not.toContain('gone mad');
        expect(system.gateEvents.map(({ event, jobId }) => [event, jobId])).toEqual([
          ['acquired', orphan.id],
          ['reclaimed', orphan.id],
          ['acquired', next.id],
        ]);
        expect(await system.lock()).toMatchObject({ value: `job_${next.id}` });

        await goOnInTime(system, zombie, session);
        // Told to stop it takes no part in the new job, and ends when its own attempt has.
        const stopping = zombie.stop();
        await system.startWorker();
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
      }),
  );

  test.concurrent(
    'with its counts written but not committed: starts are refused with 503 until the row is free, no count is lost',
    () =>
      withSystem({ policies: POLICIES }, async (system) => {
        const population = await populate(system, 45);
        const orphan = await system.start();
        const { zombie } = await frozenWorker(system, orphan, 'before commit');
        await workflowOf(system, orphan).terminate('gone mad');
        // As the API answers it.
        expect(problemOf(await system.start().catch((error: unknown) => error))).toMatchObject({
          fields: { status: 503, code: 'database_busy', retryAfterSeconds: expect.any(Number) },
        });
        expect(await system.lock()).toMatchObject({ value: `job_${orphan.id}` });

        zombie.thaw();
        zombie.goOn();
        expect(await zombie.stop()).toBe(0);
        const { processed } = await system.job(orphan.id);
        expect(processed).toBe(20); // it has committed

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
      }),
  );

  test.concurrent(
    'and not started again: the reconciler settles it and frees the lock, the zombie changes nothing',
    () =>
      withSystem({ policies: POLICIES }, async (system) => {
        const population = await populate(system, 45);
        const orphan = await system.start();
        // The reconciler leaves jobs alone that are younger than 15 s.
        await system.dataSource.query(`UPDATE jobs SET created_at = created_at - interval '15 s'`);
        const { zombie, session } = await frozenWorker(system, orphan);
        await workflowOf(system, orphan).terminate(`gone mad ${'and '.repeat(100)}`);

        const { dataSource, config, client, gate } = system;
        const events: GateEvent[] = [];
        const reported: Reported[] = [];
        const pass = createReconcilerPass({
          ...{ config, dataSource, client, gate },
          record: (event) => events.push(event),
          report: (action, jobId, detail) => reported.push({ action, jobId, detail }),
        });
        await pass(new AbortController().signal);
        const settled = await system.finished(orphan.id, 0);
        expect(settled).toMatchObject({ status: 'failed', total: 45, processed: 10, succeeded: 10, notAttempted: 35 });
        // What a person has written may be about anybody: it stays in Temporal.
        expect(settled.lastError).toMatch(/^terminated by an operator of Temporal/);
        expect(settled.lastError).not.toContain('gone mad');
        expect(events).toMatchObject([{ event: 'reclaimed', jobId: orphan.id }]);
        expect(reported).toMatchObject([{ action: 'settled', jobId: orphan.id }]);
        expect(await system.lock()).toMatchObject({ value: null });

        await goOnInTime(system, zombie, session);
        expect(await zombie.stop()).toBe(0);
        expect(zombie.gateEvents().filter(({ event }) => event !== 'refreshed')).toEqual([]);
        expect(await system.lock()).toMatchObject({ value: null });
        expect(await system.job(orphan.id)).toEqual(settled);
        expect(await system.touches(1)).toEqual({ 0: 35, 1: 10 });
        await population.expectBystanderUntouched();
      }),
  );
});

/** A worker that is frozen in the second batch of the job, with its transaction open. */
async function frozenWorker(
  system: System,
  job: Job,
  name: 'batch opened' | 'before commit' = 'batch opened',
): Promise<{ zombie: WorkerProcess; session: number }> {
  // A second guard, which would refuse what the fence let pass: without it the fence stands alone.
  await system.dataSource.query('ALTER TABLE jobs DROP CONSTRAINT jobs_final_counts');
  await bearIdleTransactions(system.dataSource);
  const zombie = await system.startWorker({ stopAt: { name, chunkNo: 2 } });
  await zombie.atCheckpoint(job.id);
  const session = await sessionInTransaction(system.dataSource);
  zombie.freeze();
  return { zombie, session };
}

/** Wakes the zombie while PostgreSQL still bears its idle transaction: what stops it is the fence alone. */
async function goOnInTime(system: System, zombie: WorkerProcess, session: number): Promise<void> {
  zombie.thaw();
  expect(await sessions(system.dataSource, 'pid = $1', [session])).toBe(1);
  zombie.goOn();
}
