import { expect, test as testApart } from '@jest/globals';
import proto from '@temporalio/proto';
import type { Job } from '../../src/operations/job.js';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { canaryPolicy, SHORT_LOCK } from '../support/canary-policy.js';
import { checksum } from '../support/checksum.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { jobWhen } from '../support/job-looks.js';
import { watchLock } from '../support/lock-watch.js';
import { shareSystem } from '../support/shared-system.js';
import { type SystemInUse, withSystem, workflowOf } from '../support/system.js';

const test = shareSystem();
const testShortLock = shareSystem({ policies: SHORT_LOCK });

testShortLock(
  'a paused job writes nothing, through refreshes of its lock and roll-overs, and resumes at its cursor',
  async (system) => {
    await system.startWorker();
    const job = await system.start({ canaries: 300, throttleMs: 50 });
    const handle = workflowOf(system, job);
    await watchLock(system, job, async (watch) => {
      await eventually(async () => (await system.job(job.id)).processed >= 30);
      await handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
      const { processed } = await statusIs(system, job, 'paused');
      const { runId } = await handle.describe();
      const before = await written(system);
      const atPause = watch.refreshes;
      await eventually(() => watch.refreshes >= atPause + 2);
      await eventuallyInTemporal(async () => (await handle.describe()).runId !== runId);
      expect(await written(system)).toEqual(before);
      expect(await system.touches(system.business)).toEqual({ 1: processed, 0: 300 - processed });

      await handle.executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
      await statusIs(system, job, 'running');
      expect(await system.finished(job.id)).toMatchObject({
        status: 'completed',
        total: 300,
        succeeded: 300,
        skipped: 0,
      });
    });
    expect(await system.touches(system.business)).toEqual({ 1: 300 });
    // Each batch began where the one before had ended.
    const batches = await system.dataSource.query<{ processed: number; passed: number }[]>(
      `SELECT processed, (SELECT count(*)::int FROM canaries
                           WHERE business_id = $2 AND id > batch.previous AND id <= batch.next_cursor) AS passed
         FROM (SELECT *, lag(next_cursor, 1, 0) OVER (ORDER BY batch_no) AS previous
                 FROM job_batches WHERE job_id = $1 AND NOT exhausted) AS batch
        ORDER BY batch_no`,
      [job.id, system.business],
    );
    expect(batches.length).toBe(29);
    expect(batches.filter(({ processed, passed }) => processed !== passed)).toEqual([]);
  },
);

test('a pause while a batch is in hand shows `pausing`, lets it end, and then nothing runs', async (system) => {
  const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 3 } });
  const job = await system.start({ canaries: 100 });
  await worker.atCheckpoint();
  const asked = workflowOf(system, job).executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
  await statusIs(system, job, 'pausing');
  worker.goOn();
  expect(await asked).toMatchObject({ changed: true, status: 'pausing' });
  expect(await statusIs(system, job, 'paused')).toMatchObject({ processed: 30 });
  await workflowOf(system, job).executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 100, succeeded: 100 });
  expect(await system.touches(system.business)).toEqual({ 1: 100 });
});

test('a resume before the batch in hand has ended leaves the job running', async (system) => {
  const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 3 } });
  const job = await system.start({ canaries: 100 });
  await worker.atCheckpoint();
  await workflowOf(system, job).executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
  await workflowOf(system, job).executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
  worker.goOn();
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 100, succeeded: 100 });
  expect(await system.touches(system.business)).toEqual({ 1: 100 });
});

testApart.concurrent('a pause before a worker has come holds the job at its beginning', async () => {
  await withSystem({}, async (system) => {
    const job = await system.start({ canaries: 30 });
    const asked = workflowOf(system, job).executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
    asked.catch(() => undefined);
    // The Update is on its way before the worker is: its process takes much longer to come up.
    await system.startWorker();
    expect(await asked).toMatchObject({ changed: true });
    const held = await statusIs(system, job, 'paused');
    expect(held.total).toBe(30);
    await workflowOf(system, job).executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 30, succeeded: 30 });
    expect(await system.touches(1)).toEqual({ 1: 30 });
  });
});

testShortLock(
  'a pause and a resume that meet a roll-over that is due are shown on the row all the same',
  async (system) => {
    await system.addCanaries(system.business, 200);
    await system.startWorker();
    // Longer than a run may last: whatever ends the rest early finds the roll-over due.
    const job = await system.start({ throttleMs: 1_900 });
    const handle = workflowOf(system, job);
    for (let seq = 1; seq <= 5; seq += 2) {
      await runIsDue(system, job);
      await handle.executeUpdate(pauseUpdate, { args: [{ seq }] });
      await statusIs(system, job, 'paused');
      await runIsDue(system, job);
      await handle.executeUpdate(resumeUpdate, { args: [{ seq: seq + 1 }] });
      await statusIs(system, job, 'running');
    }
    await handle.executeUpdate(changeSpeedUpdate, { args: [{ seq: 7, throttleMs: 0, batchSize: 200 }] });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 200, succeeded: 200 });
    expect(await system.touches(system.business)).toEqual({ 1: 200 });
  },
);

testApart.concurrent(
  'a job paused for too long ends cancelled and says so, also when it rolled over meanwhile',
  async () => {
    const policies = canaryPolicy({ lockTtlSeconds: 6, maxRuntimeSeconds: 1, maxPauseSeconds: 5 });
    await withSystem({ policies }, async (system) => {
      await system.startWorker();
      const job = await system.start({ canaries: 200, throttleMs: 1_000 });
      await eventually(async () => (await system.job(job.id)).processed > 0);
      const askedAtMs = Date.now();
      await workflowOf(system, job).executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
      const { processed } = await statusIs(system, job, 'paused');
      const done = await system.finished(job.id);
      expect(done).toMatchObject({
        ...{ status: 'cancelled', lastError: 'paused longer than 5 s' },
        ...{ total: 200, processed, notAttempted: 200 - processed },
      });
      const tookMs = done.finishedAt!.getTime() - askedAtMs;
      expect(tookMs).toBeGreaterThan(4_900);
      // A roll-over every 2 s that began the time anew would never let it end: `finished` has waited for a minute.
      await system.lockGone();
      expect(await system.touches(1)).toEqual({ 1: processed, 0: 200 - processed });
    });
  },
);

/** Waits until the current run is older than it may get, so that it rolls over as soon as it looks. */
async function runIsDue(system: SystemInUse, job: Job): Promise<void> {
  await eventuallyInTemporal(async () => {
    const { startTime } = await workflowOf(system, job).describe();
    return Date.now() - startTime.getTime() > 1_100;
  });
}

function statusIs(system: SystemInUse, job: Job, status: Job['status']): Promise<Job> {
  return jobWhen(system, job, (now) => now.status === status);
}

/** Everything that a write would change, and `xmin`, which even a write of the same values changes. */
async function written({ dataSource, business }: SystemInUse) {
  const [batches] = await dataSource.query<object[]>(
    'SELECT count(*) AS count FROM job_batches WHERE business_id = $1',
    [business],
  );
  return {
    job: await checksum(dataSource, 'jobs', business, 'xmin, ctid, *'),
    canaries: await checksum(dataSource, 'canaries', business, 'xmin, ctid, *'),
    batches,
  };
}

testApart.concurrent('a pause is answered at once while the worker can take no activity, and the row follows', () =>
  withSystem({ environment: { WORKER_MAX_CHUNKS: '1' } }, async (system) => {
    const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 2 } });
    const job = await system.start({ canaries: 40 });
    await worker.atCheckpoint();
    // Their batches wait for the only slot for chunks, and are all the other activities that the worker takes.
    const waiting = await Promise.all([3, 4, 5].map((businessId) => system.start({ businessId, canaries: 10 })));
    for (const other of waiting) await batchBegun(system, other);
    const answer = await workflowOf(system, job).executeUpdate(pauseUpdate, { args: [{ seq: 1 }] });
    expect(answer).toMatchObject({ changed: true, status: 'pausing' });
    expect((await system.job(job.id)).status).toBe('running'); // no slot was free to write it
    worker.goOn();
    await eventually(async () => (await system.job(job.id)).status === 'paused');
    expect((await system.job(job.id)).processed).toBe(20);
    await workflowOf(system, job).executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 40 });
    for (const { id } of waiting) expect(await system.finished(id)).toMatchObject({ succeeded: 10 });
  }),
);

/** Waits until a worker has taken the job's batch. */
function batchBegun(system: SystemInUse, job: Job): Promise<unknown> {
  const { PENDING_ACTIVITY_STATE_STARTED } = proto.temporal.api.enums.v1.PendingActivityState;
  return eventuallyInTemporal(async () => {
    const { raw } = await workflowOf(system, job).describe();
    return (raw.pendingActivities ?? []).some(
      ({ activityType, state }) => activityType?.name === 'processChunks' && state === PENDING_ACTIVITY_STATE_STARTED,
    );
  });
}
