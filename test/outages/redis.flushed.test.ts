import { expect, test } from '@jest/globals';
import { Problem } from '../../src/http/problem.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { changeSpeed, historyOf, jobCount } from '../support/job-looks.js';
import { populate } from '../support/population.js';
import { withSystem } from '../support/system.js';

const CLICKS = 50;

test('after a flush fifty clicks are refused, and the lock is handed back to the job that runs', () =>
  withSystem({}, async (system) => {
    const population = await populate(system, 300);
    await system.startWorker();
    // A rest of a minute after each batch: the job itself will not look at its lock (20 s) before the clicks do.
    const job = await system.start({ throttleMs: 60_000 });
    // Its batch is over: until it is, its beat may take the lock again.
    await eventuallyInTemporal(async () => (await historyOf(system, job)).timersStarted > 0);
    await system.redis.flushall();
    const clicks = await Promise.allSettled(Array.from({ length: CLICKS }, () => system.start()));

    expect(await system.lock()).toMatchObject({ value: `job_${job.id}` });
    expect((await system.lock()).ttlMs).toBeGreaterThan(10_000);
    for (const click of clicks) {
      expect(click).toMatchObject({ status: 'rejected', reason: expect.any(Problem) });
      expect((click as PromiseRejectedResult).reason).toMatchObject({
        fields: {
          status: 409,
          code: 'gate_held',
          extensions: { holder: { jobId: job.id, status: 'running', total: 300 } },
        },
      });
    }
    expect(system.gateEvents.filter(({ event }) => event === 'handed_over')).toMatchObject([{ jobId: job.id }]);

    await changeSpeed(system, job, { seq: 1, throttleMs: 0 });
    await population.expectDoneOnce(job);
    expect(await jobCount(system)).toBe(1);
  }));

test('clicks that race with the batches of a job whose lock was flushed again and again are all refused', () =>
  withSystem({}, async (system) => {
    // Far more than the five rounds see: the job must not end under them.
    const worker = await system.startWorker();
    const job = await system.start({ canaries: 5_000, throttleMs: 60 });
    const refused: unknown[] = [];
    for (let round = 1; round <= 5; round++) {
      await eventually(async () => (await system.job(job.id)).processed >= round * 50);
      await system.redis.flushall();
      const clicks = await Promise.allSettled(Array.from({ length: CLICKS }, () => system.start()));
      for (const click of clicks) refused.push(click.status === 'rejected' ? click.reason : click.value);
    }
    expect(refused).toHaveLength(5 * CLICKS);
    const another = refused.filter(
      (reason) =>
        !(reason instanceof Problem) ||
        reason.fields.status !== 409 ||
        (reason.fields.extensions?.holder as { jobId: string }).jobId !== job.id,
    );
    expect(another).toEqual([]);
    expect((await system.job(job.id)).status).toBe('running');
    await changeSpeed(system, job, { seq: 1, throttleMs: 0, batchSize: 1_000 });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 5_000, succeeded: 5_000 });
    await system.lockGone();
    expect(await system.touches(1)).toEqual({ 1: 5_000 });
    expect(worker.gateEvents().filter(({ event }) => event === 'lost')).toEqual([]);
  }));
