import { expect, test } from '@jest/globals';
import { jobWorkflowHandle } from '../../src/temporal/job-workflow.js';
import { finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { Business } from '../../src/db/business.js';
import { FAST_CANARY, type System, withSystem } from '../support/system.js';

const OPERATION_TYPE = 'canary_tally';
const POLICY = {
  ...FAST_CANARY.canary_increment,
  lockTtlSeconds: 600,
  maxRuntimeSeconds: 100,
  startToCloseSeconds: 125,
};
const POLICIES = { [OPERATION_TYPE]: { ...POLICY, parallelism: 4 } };

/** Where a worker is stopped in the finish, which is no chunk of a stream. */
const finishAt = (name: 'batch opened' | 'before commit' | 'after commit') => ({ name, streamNo: 0, chunkNo: 0 });

/** How often the canaries of each business were tallied, as counts. */
async function tallies({ dataSource }: System): Promise<object> {
  const rows = await dataSource.query<{ of: string; count: number }[]>(
    `SELECT business_id || ': ' || tallied AS of, count(*) AS count FROM canaries GROUP BY 1 ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ of, count }) => [of, count]));
}

test(
  'what a job has to finish is done once, whatever moment of it the worker is killed at',
  () =>
    withSystem({ policies: POLICIES }, async (system) => {
      await system.addCanaries(system.other, 5);
      const job = await system.start({ operationType: OPERATION_TYPE, canaries: 60 });
      for (const [moment, tallied] of [
        ['batch opened', 0],
        ['before commit', 0],
        ['after commit', 1],
      ] as const) {
        const worker = await system.startWorker({ stopAt: finishAt(moment) });
        await worker.atCheckpoint(job.id);
        await worker.kill();
        expect(await system.job(job.id)).toMatchObject({ status: 'running', processed: 60, succeeded: 60 });
        expect(await tallies(system)).toEqual({ [`1: ${tallied}`]: 60, '2: 0': 5 });
      }
      await system.startWorker();
      expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 60, succeeded: 60 });
      await system.lockGone(OPERATION_TYPE);
      expect(await tallies(system)).toEqual({ '1: 1': 60, '2: 0': 5 });
      expect(await system.touches(system.business)).toEqual({ 1: 60 });
      const finishes = await system.dataSource.query<object[]>(
        'SELECT batch_no AS no, exhausted, processed FROM job_batches WHERE job_id = $1 AND stream_no = 0',
        [job.id],
      );
      expect(finishes).toEqual([{ no: 0, exhausted: true, processed: null }]);
    }),
  240_000,
);

test('a job that was settled meanwhile finishes nothing', () =>
  withSystem({ policies: POLICIES }, async (system) => {
    const job = await system.start({ operationType: OPERATION_TYPE, canaries: 20 });
    const worker = await system.startWorker({ reconciler: false, stopAt: finishAt('batch opened') });
    await worker.atCheckpoint(job.id);
    await finishJob(new Business(system.dataSource, system.business), job.id, 'failed', 'settled');
    worker.goOn();
    await expect(jobWorkflowHandle(system.client, job).result()).rejects.toThrow();
    expect(await system.finished(job.id)).toMatchObject({ status: 'failed', lastError: 'settled', succeeded: 20 });
    expect(await tallies(system)).toEqual({ '1: 0': 20 });
  }));

test('a job whose finish the database refuses fails with the reason, and one that is cancelled finishes nothing', () =>
  withSystem({ policies: POLICIES }, async (system) => {
    const worker = await system.startWorker({ stopAt: { name: 'before commit', streamNo: 1, chunkNo: 1 } });
    const cancelled = await system.start({
      operationType: OPERATION_TYPE,
      businessId: 3,
      canaries: 200,
      batchSize: 10,
    });
    await worker.atCheckpoint(cancelled.id);
    await jobWorkflowHandle(system.client, cancelled).cancel();
    worker.goOn();
    expect(await system.finished(cancelled.id)).toMatchObject({ status: 'cancelled' });

    await system.addCanaries(system.business, 1, { maxTouches: 0 });
    const refused = await system.start({ operationType: OPERATION_TYPE, canaries: 10 });
    expect(await system.finished(refused.id)).toMatchObject({
      ...{ status: 'failed', total: 11, succeeded: 10, failed: 1, notAttempted: 0 },
      lastError: 'cannot be finished: SQLSTATE 23514 (constraint canaries_not_tallied_too_often)',
    });
    await system.lockGone(OPERATION_TYPE);
    expect(await tallies(system)).toEqual({ '1: 0': 11, '3: 0': 200 });
  }));
