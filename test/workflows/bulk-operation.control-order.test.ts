import { expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { UpdateDefinition } from '@temporalio/common';
import type { Job } from '../../src/operations/job.js';
import type { ControlResult, RunStateControl } from '../../src/operations/bulk-operation.messages.js';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { SHORT_LOCK } from '../support/canary-policy.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { type System, withSystem, workflowOf } from '../support/system.js';

const SUPERSEDED = { cause: { type: 'Superseded' } };
const CLIENT_DEADLINE_MS = 1_000;

type RunStateUpdate = UpdateDefinition<ControlResult, [RunStateControl]>;

/** Each is a job of its own, which gets its Updates while it has no worker. */
const CASES: readonly {
  readonly sent: readonly (readonly [RunStateUpdate, number])[];
  readonly becomes: Job['status'];
}[] = [
  { sent: [[pauseUpdate, 1], [resumeUpdate, 2]], becomes: 'running' }, // prettier-ignore
  { sent: [[resumeUpdate, 2], [pauseUpdate, 1]], becomes: 'running' }, // prettier-ignore
  { sent: [[pauseUpdate, 2], [resumeUpdate, 1]], becomes: 'paused' }, // prettier-ignore
  { sent: [[resumeUpdate, 1], [pauseUpdate, 2]], becomes: 'paused' }, // prettier-ignore
];

test('whatever order controls arrive in when a worker comes, the one with the higher number stands, also over one that nobody has confirmed', () =>
  withSystem({}, async (system) => {
    const jobs = await abandonedJobs(system, CASES.length + 2);
    const [ordered, unsure] = [jobs.slice(0, CASES.length), jobs.slice(CASES.length)];
    await Promise.all(unsure.map((job) => unconfirmed(system, job, pauseUpdate, 1)));
    const answers = await Promise.all(
      CASES.map(async ({ sent }, index) => {
        const asked: Promise<PromiseSettledResult<ControlResult>[]>[] = [];
        for (const [update, seq] of sent) {
          asked.push(
            Promise.allSettled([workflowOf(system, ordered[index]!).executeUpdate(update, { args: [{ seq }] })]),
          );
          await delay(100);
        }
        return asked;
      }),
    );
    await system.startWorker();
    await Promise.all(
      CASES.map(async ({ sent, becomes }, index) => {
        const job = ordered[index]!;
        const results = (await Promise.all(answers[index]!)).flat();
        const newest = results[sent.findIndex(([, seq]) => seq === 2)];
        expect(newest).toMatchObject({ status: 'fulfilled' });
        if (becomes === 'paused') {
          await eventually(async () => (await system.job(job.id)).status === 'paused');
          await workflowOf(system, job).executeUpdate(resumeUpdate, { args: [{ seq: 3 }] });
        }
        // A job that an older pause had stopped would stay paused here.
        await expectFinished(system, job);
      }),
    );
    await Promise.all(
      unsure.map(async (job) => {
        await workflowOf(system, job).executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
        await expectFinished(system, job);
      }),
    );
  }));

test('each control remembers its newest number over roll-overs, apart from the others', () =>
  withSystem({ policies: SHORT_LOCK }, async (system) => {
    await system.startWorker();
    const job = await system.start({ canaries: 1_000, throttleMs: 100 });
    const handle = workflowOf(system, job);
    const rolledOver = async (): Promise<void> => {
      const { runId } = await handle.describe();
      await eventuallyInTemporal(async () => (await handle.describe()).runId !== runId);
    };
    await eventually(async () => (await system.job(job.id)).runs >= 2);
    await handle.executeUpdate(pauseUpdate, { args: [{ seq: 5 }] });
    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 7, throttleMs: 150 }] });
    await rolledOver();

    await expect(handle.executeUpdate(resumeUpdate, { args: [{ seq: 4 }] })).rejects.toMatchObject(SUPERSEDED);
    await expect(handle.executeUpdate(resumeUpdate, { args: [{ seq: 5 }] })).rejects.toMatchObject(SUPERSEDED);
    const speed = handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 6, throttleMs: 60_000 }] });
    await expect(speed).rejects.toMatchObject(SUPERSEDED);
    expect((await system.job(job.id)).status).toBe('paused');
    // 6 is old news for the throttle, but not for the batch size; where both are asked for, only that one is changed.
    expect(
      await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 6, throttleMs: 60_000, batchSize: 20 }] }),
    ).toMatchObject({ throttleMs: 150, batchSize: 20 });

    const resumed = await handle.executeUpdate(resumeUpdate, { args: [{ seq: 8 }] });
    expect(resumed).toMatchObject({ changed: true, status: 'running' });
    await rolledOver();
    await expect(handle.executeUpdate(pauseUpdate, { args: [{ seq: 8 }] })).rejects.toMatchObject(SUPERSEDED);
    // What already is so changes nothing, but its number counts.
    expect(await handle.executeUpdate(resumeUpdate, { args: [{ seq: 10 }] })).toMatchObject({ changed: false });
    await expect(handle.executeUpdate(pauseUpdate, { args: [{ seq: 9 }] })).rejects.toMatchObject(SUPERSEDED);

    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 11, throttleMs: 0, batchSize: 200 }] });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 1_000, succeeded: 1_000 });
    expect(await system.touches(1)).toEqual({ 1: 1_000 });
  }));

/** Jobs that rest after their first batch, one in each business, whose only worker has left. */
async function abandonedJobs(system: System, count: number): Promise<Job[]> {
  const worker = await system.startWorker();
  const jobs: Job[] = [];
  for (let businessId = 1; businessId <= count; businessId++) {
    await system.addCanaries(businessId, 100);
    jobs.push(await system.start({ businessId, throttleMs: 60_000 }));
  }
  for (const job of jobs) await eventually(async () => (await system.job(job.id)).processed === 10);
  await worker.stop();
  for (const job of jobs) expect(await system.job(job.id)).toMatchObject({ status: 'running', finishedAt: null });
  return jobs;
}

/** Its rest is cut short; while it is paused nothing is. */
async function expectFinished(system: System, job: Job): Promise<void> {
  await workflowOf(system, job).executeUpdate(changeSpeedUpdate, { args: [{ seq: 9, throttleMs: 0 }] });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 100, succeeded: 100 });
  expect(await system.touches(job.businessId)).toEqual({ 1: 100 });
}

/** Sends an Update as the API does, with a deadline, and expects that nobody confirms it. */
async function unconfirmed(system: System, job: Job, update: RunStateUpdate, seq: number): Promise<void> {
  const startedAt = performance.now();
  await expect(
    system.client.withDeadline(Date.now() + CLIENT_DEADLINE_MS, () =>
      workflowOf(system, job).executeUpdate(update, { args: [{ seq }] }),
    ),
  ).rejects.toMatchObject({ name: 'WorkflowUpdateRPCTimeoutOrCancelledError' });
  expect(performance.now() - startedAt).toBeLessThan(10 * CLIENT_DEADLINE_MS);
}
