import { expect, test } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { changeSpeed, detailsOf, historyOf, jobWhen } from '../support/job-looks.js';
import { resetToBefore } from '../support/reset-workflow.js';
import { share } from '../support/share.js';
import { type System, withSystem, workflowOf } from '../support/system.js';

/** One run for each job: a roll-over would forget the past that a reset goes back to. */
const POLICIES = canaryPolicy({ maxRuntimeSeconds: 60, lockTtlSeconds: 360 });

/** Half a minute of work at the speed that the jobs have: a busy machine does not come too late for the pause. */
const CANARIES = 600;

const withShared = share<System>((use) =>
  withSystem({ policies: POLICIES }, async (system) => {
    await system.startWorker();
    await use(system);
  }),
);

test('a job that is reset in Temporal to before its pause stays paused, and goes on when it is resumed', () =>
  withShared(async (system) => {
    const { job, handle } = await jobAtRest(system, 1, 500);
    await handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
    const { processed } = await rowBecomes(system, job, 'paused');
    await resetToBefore(system.client, handle, 'pause');
    // The run has asked for its next batch, and was told.
    await eventually(async () => (await detailsOf(workflowOf(system, job))).includes('**paused**'));
    expect(await system.job(job.id)).toMatchObject({ status: 'paused', processed });
    expect(await system.touches(1)).toEqual({ 0: CANARIES - processed, 1: processed });
    await handle.executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
    await rowBecomes(system, job, 'running');
    await finishedFast(system, job, 3);
    expect(await system.touches(1)).toEqual({ 1: CANARIES });
  }));

test('a job that is reset to before its pause and resume goes on, with the speed that it had, and can be paused', () =>
  withShared(async (system) => {
    const { job, handle } = await jobAtRest(system, 2, 500);
    await handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
    await rowBecomes(system, job, 'paused');
    await handle.executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 3, batchSize: 25 }] });
    // What has not reached the row is lost with the Update.
    const { processed } = await jobWhen(system, job, (now) => now.status === 'running' && now.batchSize === 25);
    await resetToBefore(system.client, handle, 'pause');
    await eventually(async () => (await system.job(job.id)).processed > processed);
    await eventually(async () => (await detailsOf(workflowOf(system, job))).includes('Batch size 25'));
    await handle.executeUpdate(pauseUpdate, { args: [{ seq: 4 }] });
    const paused = await rowBecomes(system, job, 'paused');
    expect(paused).toMatchObject({ batchSize: 25 });
    await expect(handle.executeUpdate(resumeUpdate, { args: [{ seq: 2 }] })).rejects.toMatchObject({
      cause: { type: 'Superseded' },
    });
    await handle.executeUpdate(resumeUpdate, { args: [{ seq: 5 }] });
    await finishedFast(system, job, 6);
    expect(await system.touches(2)).toEqual({ 1: CANARIES });
  }));

test('a pause that comes right after a reset, before any answer has told of the row, holds', () =>
  withShared(async (system) => {
    const { job, handle } = await jobAtRest(system, 3, 30_000);
    await handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
    await rowBecomes(system, job, 'paused');
    await handle.executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
    const { processed } = await jobWhen(system, job, (now) => now.status === 'running' && now.processed > 10);
    await resetToBefore(system.client, handle, 'pause');
    // The new run is in the rest that it was in before the pause: for half a minute nothing is asked of PostgreSQL.
    expect(await handle.executeUpdate(pauseUpdate, { args: [{ seq: 3 }] })).toMatchObject({ changed: true });
    await rowBecomes(system, job, 'paused');
    expect(await system.job(job.id)).toMatchObject({ processed });
    await handle.executeUpdate(resumeUpdate, { args: [{ seq: 4 }] });
    await rowBecomes(system, job, 'running');
    await finishedFast(system, job, 5);
    expect(await system.touches(3)).toEqual({ 1: CANARIES });
  }));

/** A job that rests after a batch of 10. */
async function jobAtRest(system: System, businessId: number, throttleMs: number) {
  await system.addCanaries(businessId, CANARIES);
  const job = await system.start({ businessId, throttleMs });
  // The batch is in the row before its answer is in the workflow: until then there is no rest that a reset could go back to.
  await eventuallyInTemporal(async () => (await historyOf(system, job)).timersStarted > 0);
  return { job, handle: workflowOf(system, job) };
}

async function rowBecomes(system: System, { id }: Job, status: Job['status']): Promise<Job> {
  return jobWhen(system, { id }, (now) => now.status === status);
}

async function finishedFast(system: System, job: Job, seq: number): Promise<void> {
  const args = { seq, throttleMs: 0, batchSize: 100 };
  await changeSpeed(system, job, args);
  expect(await system.finished(job.id)).toMatchObject({
    status: 'completed',
    total: CANARIES,
    succeeded: CANARIES,
    skipped: 0,
  });
}
