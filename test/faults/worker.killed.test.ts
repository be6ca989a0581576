import { describe, expect, test } from '@jest/globals';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { historyOf } from '../support/history.js';
import { populate } from '../support/population.js';
import { withSystem } from '../support/system.js';

/** One run, so that its history is the job's: the server waits 10 s for a dead worker's sticky queue. */
const POLICIES = canaryPolicy({ lockTtlSeconds: 600, maxRuntimeSeconds: 100 });

describe('a job whose worker is killed goes on in another one and touches every target once', () => {
  test.concurrent.each([
    { name: 'batch opened', committed: 10 },
    { name: 'before commit', committed: 10 },
    { name: 'after commit', committed: 20 },
  ] as const)('at "$name"', async ({ name, committed }) => {
    await withSystem({ policies: POLICIES }, async (system) => {
      const population = await populate(system, 45);
      const worker = await system.startWorker({ stopAt: { name, batchNo: 2 } });
      const job = await system.start();
      await worker.atCheckpoint();
      await worker.kill();
      expect(await system.job(job.id)).toMatchObject({ status: 'running', processed: committed, succeeded: committed });
      expect(await system.touches(1)).toEqual({ 1: committed, 0: 45 - committed });
      expect(await system.lock()).toMatchObject({ value: `job_${job.id}` });

      await system.startWorker();
      await population.expectDoneOnce(job);
      expect(await historyOf(system, job)).toMatchObject({ activitiesTimedOut: 1, activityFailures: [] });
      expect(await ledger(system.dataSource, job.id)).toEqual([10, 10, 10, 10, 5]);
    });
  });

  test.concurrent('between two batches', async () => {
    await withSystem({ policies: POLICIES }, async (system) => {
      const population = await populate(system, 45);
      const worker = await system.startWorker();
      const job = await system.start({ throttleMs: 2_000 });
      await eventually(async () => (await historyOf(system, job)).timersStarted > 0);
      await worker.kill();
      expect(await system.job(job.id)).toMatchObject({ status: 'running', processed: 10 });

      await system.startWorker();
      await population.expectDoneOnce(job);
      // No batch was in hand, so none was given up.
      expect(await historyOf(system, job)).toMatchObject({ activitiesTimedOut: 0, activityFailures: [] });
      expect(await ledger(system.dataSource, job.id)).toEqual([10, 10, 10, 10, 5]);
    });
  });
});

/** Targets by batch, as the ledger has them. */
async function ledger(dataSource: { query<T>(sql: string, parameters: unknown[]): Promise<T> }, jobId: string) {
  const rows = await dataSource.query<{ processed: number }[]>(
    'SELECT processed FROM job_batches WHERE job_id = $1 ORDER BY batch_no',
    [jobId],
  );
  return rows.map(({ processed }) => processed);
}
