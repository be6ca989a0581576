import { describe, expect, test as testApart } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { settle } from '../../src/jobs/settle-job.js';
import { gateOf } from '../../src/operations/job-gate.js';
import { startBulkOperation } from '../../src/temporal/starter.js';
import { changeSpeedUpdate, pauseUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { acceptedJob } from '../support/accepted-job.js';
import { askToCancel, CANCEL_WAYS } from '../support/ask-to-cancel.js';
import { SHORT_LOCK } from '../support/canary-policy.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { chunksOf, closed, eventsOf, jobWhen } from '../support/job-looks.js';
import { shareSystem } from '../support/shared-system.js';
import { type SystemInUse, withSystem, workflowOf } from '../support/system.js';

const test = shareSystem();

/** How soon after the cancel a job must be final that would rest for a minute, or for half an hour. */
const PROMPTLY_MS = 30_000;

describe('a cancel in the middle of a batch lets that batch end, counts it, and no other begins', () => {
  test.each(CANCEL_WAYS)('asked for by %s', async (system, way) => {
    const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 3 } });
    const job = await system.start({ canaries: 200 });
    await worker.atCheckpoint();
    await askToCancel(system, job, way);
    if (way !== 'row') await eventuallyInTemporal(() => hasSeenCancel(system, job));
    worker.goOn();
    await expectCancelled(system, job, { total: 200, processed: 30, succeeded: 30, notAttempted: 170 });
    expect(await system.touches(system.business)).toEqual({ 1: 30, 0: 170 });
    expect(await chunksOf(system, job)).toHaveLength(3);
  });
});

test('while the batch in hand lasts after a cancel, the Web UI lists the job as cancelling', async (system) => {
  const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 3 } });
  const job = await system.start({ canaries: 200 });
  await worker.atCheckpoint();
  expect((await statusesShown(system, job)).at(-1)).toBe('running');
  await askToCancel(system, job);
  await eventuallyInTemporal(() => hasSeenCancel(system, job));
  expect((await statusesShown(system, job)).at(-1)).toBe('cancelling');
  expect(await system.job(job.id)).toMatchObject({ processed: 20, finishedAt: null });
  worker.goOn();
  await expectCancelled(system, job, { total: 200, processed: 30, succeeded: 30, notAttempted: 170 });
  expect(await statusesShown(system, job)).toEqual(['running', 'cancelling', 'cancelled']);
});

testApart(
  'a job that was cancelled between its commit and its begin is shown as cancelled, by a workflow that did not fail',
  () =>
    withSystem({}, async (system) => {
      await system.addCanaries(1, 30);
      const job = await system.job(
        await acceptedJob(system.dataSource, { temporalNamespace: system.config.temporal.namespace }),
      );
      await system.gate.acquire(gateOf(job), job.id, 60);
      // What the API does when it finds no workflow, while the start is on its way.
      await settle(
        { gate: system.gate, record: () => undefined, dataSource: system.dataSource },
        ...([job, 'cancelled', null, 'not begun'] as const),
      );
      const done = await system.job(job.id);
      await startBulkOperation(system.client, job, system.config.policyOf);
      await system.startWorker();
      const description = await closed(workflowOf(system, job));
      expect(description.status.name).toBe('COMPLETED');
      expect(description.searchAttributes.JobStatus).toEqual(['cancelled']);
      expect(done).toMatchObject({ status: 'cancelled', lastError: null, startedAt: null });
      expect(await system.job(job.id)).toEqual(done);
      expect(await system.touches(1)).toEqual({ 0: 30 });
      await system.lockGone();
    }),
);

test('a cancel while the last batch is in hand finds the job completed', async (system) => {
  const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 3 } });
  const job = await system.start({ canaries: 25 });
  await worker.atCheckpoint();
  await askToCancel(system, job);
  worker.goOn();
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 25, succeeded: 25 });
  await system.lockGone();
  expect(await system.touches(system.business)).toEqual({ 1: 25 });
});

testApart(
  'a cancel before the job has begun, however it is asked for, ends it cancelled when a worker comes, and no batch runs',
  () =>
    withSystem({}, async (system) => {
      const jobs = await Promise.all(
        CANCEL_WAYS.map(async (way, index) => {
          const businessId = index + 1;
          await system.addCanaries(businessId, 30);
          const job = await system.start({ businessId });
          await askToCancel(system, job, way);
          expect((await system.job(job.id)).status).toBe(way === 'temporal' ? 'pending' : 'cancelling');
          return job;
        }),
      );
      await system.startWorker();
      for (const job of jobs) {
        await expectCancelled(system, job, { total: 30, processed: 0, notAttempted: 30 });
        expect(await system.touches(job.businessId)).toEqual({ 0: 30 });
        expect(await chunksOf(system, job)).toEqual([]);
      }
    }),
);

test('a cancel ends a paused job promptly, where it stood', async (system) => {
  const job = await system.start({ canaries: 200, throttleMs: 1_000 });
  await eventually(async () => (await system.job(job.id)).processed > 0);
  await workflowOf(system, job).executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
  const { processed } = await jobWhen(system, job, (now) => now.status === 'paused');
  await askToCancel(system, job);
  await expectCancelled(system, job, { total: 200, processed, notAttempted: 200 - processed }, PROMPTLY_MS);
  expect(await system.touches(system.business)).toEqual({ 1: processed, 0: 200 - processed });
});

testApart('a cancel of a paused job that only its row knows of is found by the next refresh of the lock', async () => {
  await withSystem({ policies: SHORT_LOCK }, async (system) => {
    await system.startWorker();
    const job = await system.start({ canaries: 200, throttleMs: 1_000 });
    await eventually(async () => (await system.job(job.id)).processed > 0);
    await workflowOf(system, job).executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
    await eventually(async () => (await system.job(job.id)).status === 'paused');
    await askToCancel(system, job, 'row');
    const done = await expectCancelled(system, job, { total: 200 });
    expect(await system.touches(1)).toEqual({ 1: done.processed, 0: 200 - done.processed });
  });
});

test('a cancel ends a throttle of a minute promptly', async (system) => {
  const job = await system.start({ canaries: 30, throttleMs: 60_000 });
  await eventually(async () => (await system.job(job.id)).processed === 10);
  await askToCancel(system, job);
  await expectCancelled(system, job, { total: 30, processed: 10, notAttempted: 20 }, PROMPTLY_MS);
});

test('a cancel ends the tries of a batch that keeps failing; its targets are not counted', async (system) => {
  await system.addCanaries(system.business, 10);
  await system.addCanaries(system.business, 10, { mood: 'broken' });
  const job = await system.start();
  const name = /^chunk 2, batch of up to 10 targets above \d+ \(attempt 2\)$/;
  await eventuallyInTemporal(async () => (await summariesOf(system, job)).some((summary) => name.test(summary)));
  await askToCancel(system, job);
  await expectCancelled(system, job, { total: 20, processed: 10, failed: 0, notAttempted: 10 }, PROMPTLY_MS);
  expect(await system.dataSource.query('SELECT * FROM job_failures WHERE job_id = $1', [job.id])).toEqual([]);
});

test('a control that comes after the cancel is refused as wrong status', async (system) => {
  const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 2 } });
  const job = await system.start({ canaries: 30 });
  await worker.atCheckpoint();
  await askToCancel(system, job);
  // In one workflow task the SDK hands over Updates first, whichever came earlier.
  await eventuallyInTemporal(() => hasSeenCancel(system, job));
  const handle = workflowOf(system, job);
  const refused = { cause: { type: 'WrongStatus' } };
  await expect(handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] })).rejects.toMatchObject(refused);
  const speed = handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 2, throttleMs: 1 }] });
  await expect(speed).rejects.toMatchObject(refused);
  worker.goOn();
  await expectCancelled(system, job, { total: 30, processed: 20, notAttempted: 10 });
});

async function expectCancelled(system: SystemInUse, job: Job, counts: Partial<Job>, timeoutMs?: number): Promise<Job> {
  const done = await system.finished(job.id, timeoutMs);
  expect(done).toMatchObject({ status: 'cancelled', lastError: null, ...counts });
  await system.lockGone(job.operationType, job.businessId);
  const description = await closed(workflowOf(system, job));
  expect(description.searchAttributes.JobStatus).toEqual(['cancelled']);
  return done;
}

/** Whether the workflow has handled the cancel: a task has ended after it. */
async function hasSeenCancel(system: SystemInUse, job: Job): Promise<boolean> {
  const events = await eventsOf(system, job);
  const asked = events.findIndex((event) => event.workflowExecutionCancelRequestedEventAttributes);
  return asked >= 0 && events.slice(asked).some((event) => event.workflowTaskCompletedEventAttributes);
}

/** Summaries of the activities that the current run has scheduled, as the Web UI shows them. */
async function summariesOf(system: SystemInUse, job: Job): Promise<string[]> {
  const events = await eventsOf(system, job);
  return events.flatMap(({ userMetadata }) => {
    const data = userMetadata?.summary?.data;
    return data ? [JSON.parse(Buffer.from(data).toString()) as string] : [];
  });
}

/** What the current run has written into the search attribute that the Web UI lists, in order. */
async function statusesShown(system: SystemInUse, job: Job): Promise<string[]> {
  const events = await eventsOf(system, job);
  return events.flatMap(({ upsertWorkflowSearchAttributesEventAttributes: upsert }) => {
    const data = upsert?.searchAttributes?.indexedFields?.JobStatus?.data;
    return data ? [JSON.parse(Buffer.from(data).toString()) as string].flat() : [];
  });
}
