import { expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { askToCancel } from '../support/ask-to-cancel.js';
import { canaryPolicy, SHORT_LOCK } from '../support/canary-policy.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { closed, jobWhen } from '../support/job-looks.js';
import { withSystem, workflowOf } from '../support/system.js';

test('a cancel that arrives in the very task that would roll over ends the job in that run', () =>
  withSystem({ policies: canaryPolicy({ maxRuntimeSeconds: 1 }) }, async (system) => {
    await system.addCanaries(1, 200);
    const worker = await system.startWorker();
    // Longer than a run may last, so the end of the first rest is the roll-over, and than a busy machine takes to freeze the
    // worker in it; shorter than a refresh of the lock.
    const job = await system.start({ throttleMs: 10_000 });
    const handle = workflowOf(system, job);
    const { runId } = await handle.describe();
    const has = async (attributes: 'timerStartedEventAttributes' | 'timerFiredEventAttributes'): Promise<boolean> =>
      (await handle.fetchHistory()).events?.some((event) => event[attributes]) ?? false;
    await eventuallyInTemporal(() => has('timerStartedEventAttributes'));
    // While the worker is frozen the timer fires and the cancel comes: one task will tell it of both. By Temporal alone,
    // because the row would also tell the next run.
    worker.freeze();
    await eventuallyInTemporal(() => has('timerFiredEventAttributes'));
    await askToCancel(system, job, 'temporal');
    worker.thaw();

    const done = await system.finished(job.id);
    expect(done).toMatchObject({ status: 'cancelled', total: 200, processed: 10, notAttempted: 190, runs: 1 });
    await system.lockGone();
    expect(await system.touches(1)).toEqual({ 1: 10, 0: 190 });
    const description = await closed(handle);
    expect(description).toMatchObject({ status: { name: 'CANCELLED' }, runId });
  }));

test('a cancel that only the row knows of lets no other batch begin, also where a roll-over is due', () =>
  withSystem({ policies: SHORT_LOCK }, async (system) => {
    const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 1 } });
    const job = await system.start({ canaries: 200 });
    await worker.atCheckpoint();
    await askToCancel(system, job, 'row');
    const { startTime } = await workflowOf(system, job).describe();
    await delay(Math.max(0, startTime.getTime() + 1_200 - Date.now())); // until the run is older than it may get
    worker.goOn();
    const done = await system.finished(job.id);
    expect(done).toMatchObject({ status: 'cancelled', total: 200, processed: 10, notAttempted: 190, runs: 1 });
    await system.lockGone();
    expect(await system.touches(1)).toEqual({ 1: 10, 0: 190 });
  }));

test('a cancel at any moment around a roll-over ends every job promptly', async () => {
  const businesses = Array.from({ length: 16 }, (_, index) => index + 1);
  await withSystem({ policies: SHORT_LOCK }, async (system) => {
    for (const business of businesses) await system.addCanaries(business, 10_000);
    await system.startWorker();
    const jobs = await Promise.all(
      businesses.map((businessId) => system.start({ businessId, batchSize: 1, throttleMs: 10 })),
    );
    await Promise.all(
      jobs.map(async (job, index) => {
        const { startedAt } = await jobWhen(system, job, (now) => now.startedAt !== null);
        // A run lasts 1 s: the cancels are spread over the end of the second one.
        const cancelAtMs = startedAt!.getTime() + 1_850 + index * 25;
        await delay(Math.max(0, cancelAtMs - Date.now()));
        await askToCancel(system, job, index % 2 === 0 ? 'both' : 'temporal');
        // Left alone, each would go on for minutes.
        const done = await system.finished(job.id);
        expect(done).toMatchObject({ status: 'cancelled', total: 10_000, failed: 0, skipped: 0 });
        await eventually(async () => (await system.lock(job.operationType, job.businessId)).value === null);
        const { 1: touched = 0, ...rest } = await system.touches(job.businessId);
        expect([touched, rest]).toEqual([done.succeeded, { 0: 10_000 - done.succeeded }]);
      }),
    );
  });
});
