import { expect } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { askToCancel } from '../support/ask-to-cancel.js';
import { SHORT_LOCK } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { eventsOf } from '../support/job-looks.js';
import { UNBROKEN_LOCK, watchLock } from '../support/lock-watch.js';
import { shareSystem } from '../support/shared-system.js';
import { workflowOf } from '../support/system.js';

/** The lock of these jobs lives for 6 s: in every phase that lasts longer somebody must have refreshed it. */
const TTL_MS = 6_000;

const test = shareSystem({ policies: SHORT_LOCK });

test('the lock stays the job’s while it runs, rolls over three times, is throttled for long and is paused', async (system) => {
  await system.addCanaries(system.other, 7);
  const job = await system.start({ canaries: 1_000, throttleMs: 100 });
  const handle = workflowOf(system, job);
  const life = await watchLock(system, job, async (watch) => {
    await eventually(async () => (await system.job(job.id)).runs >= 4);
    expect(watch.refreshes).toBeGreaterThanOrEqual(4);

    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 1, throttleMs: 60_000 }] });
    // No batch ended between the first and the last look: all but one, of a batch that was just ending, come from the wait itself.
    let quiet = { processed: -1, refreshes: 0 };
    await eventually(async () => {
      const { refreshes } = watch;
      const { processed } = await system.job(job.id);
      if (processed !== quiet.processed) quiet = { processed, refreshes: watch.refreshes };
      return refreshes >= quiet.refreshes + 3;
    });
    expect(quiet.processed).toBeLessThan(1_000);

    await handle.executeUpdate(pauseUpdate, { args: [{ seq: 2 }] });
    await eventually(async () => (await system.job(job.id)).status === 'paused');
    const pausedSince = performance.now();
    const { runId } = await handle.describe();
    const atPause = watch.refreshes;
    // Updates wake a paused job more often than it would refresh its lock; that must not put the refresh off.
    let seq = 2;
    while (performance.now() - pausedSince < TTL_MS + 2_000) {
      await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: ++seq, throttleMs: 6_000 }] });
      await delay(1_200);
    }
    expect(watch.refreshes).toBeGreaterThanOrEqual(atPause + 2);
    expect(await system.job(job.id)).toMatchObject({ status: 'paused' });
    expect((await handle.describe()).runId).not.toBe(runId); // a paused job rolls over too

    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: ++seq, throttleMs: 0, batchSize: 200 }] });
    await handle.executeUpdate(resumeUpdate, { args: [{ seq: ++seq }] });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 1_000, succeeded: 1_000 });
  });
  expect(life).toMatchObject(UNBROKEN_LOCK);
  expect(life.samples).toBeGreaterThan(30);
  expect(life.goneAfterMs).toBeLessThan(10_000);
  expect(await system.touches(system.business)).toEqual({ 1: 1_000 });
  expect(await system.touches(system.other)).toEqual({ 0: 7 });
});

test('the lock stays the job’s while one statement of a batch takes longer than it lives, and the batch is not given up', async (system) => {
  await system.addCanaries(system.business, 1, { sleepSeconds: 9 });
  await system.addCanaries(system.other, 7);
  const job = await system.start();
  const life = await watchLock(system, job, async (watch) => {
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 1, succeeded: 1 });
    expect(watch.refreshes).toBeGreaterThanOrEqual(5);
  });
  expect(life).toMatchObject(UNBROKEN_LOCK);
  expect(await system.touches(system.business)).toEqual({ 1: 1 });
  expect(await system.touches(system.other)).toEqual({ 0: 7 });
  // One attempt: Temporal's heartbeat came in time as well.
  const ends = (await eventsOf(system, job)).filter(
    (event) => event.activityTaskTimedOutEventAttributes ?? event.activityTaskFailedEventAttributes,
  );
  expect(ends).toEqual([]);
});

test('the lock of a job that failed is given back within a second', async (system) => {
  await system.addCanaries(system.business, 20, { mood: 'impossible' });
  const job = await system.start();
  const life = await watchLock(system, job, async () => {
    expect(await system.finished(job.id)).toMatchObject({ status: 'failed', total: 20, processed: 0 });
  });
  expect(life).toMatchObject(UNBROKEN_LOCK);
  expect(life.goneAfterMs).toBeLessThan(10_000);
});

test('the lock of a job that was cancelled is given back within a second', async (system) => {
  const job = await system.start({ canaries: 500, throttleMs: 50 });
  const life = await watchLock(system, job, async () => {
    await eventually(async () => (await system.job(job.id)).runs >= 2);
    await askToCancel(system, job);
    expect(await system.finished(job.id)).toMatchObject({ status: 'cancelled', total: 500 });
  });
  expect(life).toMatchObject(UNBROKEN_LOCK);
  expect(life.goneAfterMs).toBeLessThan(10_000);
});
