import { expect, test } from '@jest/globals';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventuallyInTemporal } from '../support/eventually.js';
import { changeSpeed, chunksOf, historyOf, numbered } from '../support/job-looks.js';
import { populate } from '../support/population.js';
import { withSystem } from '../support/system.js';

/** One run each, so that its history is the job's: the server waits 10 s for a dead worker's sticky queue. */
const POLICIES = canaryPolicy({ lockTtlSeconds: 600, maxRuntimeSeconds: 100 });

/** What each job is at when the worker dies, and what of it PostgreSQL has kept by then. */
const MOMENTS = [
  { businessId: 1, at: 'batch opened', committed: 10, attemptsLost: 1 },
  { businessId: 3, at: 'before commit', committed: 10, attemptsLost: 1 },
  { businessId: 4, at: 'after commit', committed: 20, attemptsLost: 1 },
  { businessId: 5, at: 'between two batches', committed: 10, attemptsLost: 0 },
] as const;

test('jobs whose worker is killed at any moment of a batch or between two go on in another one, each target once', () =>
  withSystem({ policies: POLICIES }, async (system) => {
    const population = await populate(
      system,
      45,
      MOMENTS.map(({ businessId }) => businessId),
    );
    const jobs = await Promise.all(
      MOMENTS.map(async ({ businessId, at, ...rest }) => {
        const job = await system.start({ businessId, throttleMs: at === 'between two batches' ? 60_000 : 0 });
        return { at, job, ...rest };
      }),
    );
    const worker = await system.startWorker({
      stopAt: jobs.flatMap(({ at, job }) =>
        at === 'between two batches' ? [] : [{ name: at, chunkNo: 2, jobId: job.id }],
      ),
    });
    await Promise.all(
      jobs.map(async ({ at, job }) => {
        if (at !== 'between two batches') return worker.atCheckpoint(job.id);
        return eventuallyInTemporal(async () => (await historyOf(system, job)).timersStarted > 0);
      }),
    );
    await worker.kill();
    for (const { job, committed } of jobs) {
      expect(await system.job(job.id)).toMatchObject({ status: 'running', processed: committed, succeeded: committed });
      expect(await system.touches(job.businessId)).toEqual({ 1: committed, 0: 45 - committed });
      expect(await system.lock(job.operationType, job.businessId)).toMatchObject({ value: `job_${job.id}` });
    }

    await system.startWorker();
    const resting = jobs.find(({ at }) => at === 'between two batches')!.job;
    await changeSpeed(system, resting, { seq: await numbered(system, resting), throttleMs: 0 });
    for (const { job, attemptsLost } of jobs) {
      await population.expectDoneOnce(job);
      expect(await historyOf(system, job)).toMatchObject({ activitiesTimedOut: attemptsLost, activityFailures: [] });
      expect(await chunksOf(system, job)).toEqual([10, 10, 10, 10, 5]);
    }
  }));
