import { describe, expect } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { askToCancel } from '../support/ask-to-cancel.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { changeSpeed, detailsOf, eventsOf, jobWhen, numbered } from '../support/job-looks.js';
import { resetToBefore } from '../support/reset-workflow.js';
import { shareSystem } from '../support/shared-system.js';
import { type SystemInUse, workflowOf } from '../support/system.js';

/** A batch may be all of a stream, in chunks of ten. One run each: its history is the job's. */
const IN_STREAMS = {
  ...{ batchSize: 1_000, chunkSize: 10, maxBatchMs: 60_000, startToCloseSeconds: 125, parallelism: 4 },
  ...{ lockTtlSeconds: 600, maxRuntimeSeconds: 100 },
};
/** Many of these tests hold four chunks at once, each with a connection. */
const environment = { WORKER_MAX_CHUNKS: '64', DATABASE_POOL_SIZE: '70' };
const test = shareSystem({ policies: canaryPolicy(IN_STREAMS), environment });
const testShortRuns = shareSystem({
  policies: canaryPolicy({ ...IN_STREAMS, batchSize: 10, lockTtlSeconds: 6, maxRuntimeSeconds: 1 }),
});

type SharedSystem = Parameters<Parameters<typeof test>[1]>[0];

test('four streams touch each target once, each in a range of its own, and count into one row', async (system) => {
  const job = await system.start({ canaries: 95 });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 95, succeeded: 95, skipped: 0 });
  expect(await streamsOf(system, job)).toEqual([24, 24, 24, 23]);
  expect(await activitiesOf(system, job)).toEqual(Array.from({ length: 4 }, () => 'processChunksUpTo'));
  expect(await system.touches(system.business)).toEqual({ 1: 95 });
  const { streams } = await system.job(job.id);
  expect(streams!.map(({ after }) => after)).toEqual([0, ...streams!.slice(0, -1).map(({ upTo }) => upTo)]);
});

test('a job has no more streams than targets, and at least one', async (system) => {
  const job = await system.start({ canaries: 3 });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 3, parallelism: 3 });
  expect(await streamsOf(system, job)).toEqual([1, 1, 1]);
  const empty = await system.start({ businessId: system.other });
  expect(await system.finished(empty.id)).toMatchObject({ status: 'completed', total: 0, parallelism: 1 });
});

describe('what is asked for while each stream is in its second chunk takes effect behind it, on all:', () => {
  test('a pause, and the resume goes on with the third ones', async (system) => {
    const { job, goOn } = await inSecondChunks(system, 4);
    const workflow = workflowOf(system, job);
    await workflow.executeUpdate(pauseUpdate, { args: [{ seq: await numbered(system, job) }] });
    goOn();
    expect(await jobWhen(system, job, ({ status }) => status === 'paused')).toMatchObject({ processed: 80 });
    expect(await streamsOf(system, job)).toEqual([20, 20, 20, 20]);
    expect(await detailsOf(workflow)).toContain('| 4 | at rest | 3 |');
    await workflow.executeUpdate(resumeUpdate, { args: [{ seq: await numbered(system, job) }] });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 160, succeeded: 160 });
    expect(await activitiesOf(system, job)).toHaveLength(8);
    expect(await writesOf(system, job)).toEqual(['pausing', 'paused', 'running']);
    expect(await system.touches(system.business)).toEqual({ 1: 160 });
  });

  test('a pause waits for the last one, and so does the resume that comes meanwhile', async (system) => {
    const { job, goOn } = await inSecondChunks(system, 4);
    const workflow = workflowOf(system, job);
    await workflow.executeUpdate(pauseUpdate, { args: [{ seq: await numbered(system, job) }] });
    // Its answer does not wait for the row, and the batches may end before the row is written.
    await jobWhen(system, job, ({ status }) => status === 'pausing');
    for (const streamNo of [1, 2, 3]) goOn(streamNo);
    await eventually(async () => (await pendingBatches(system, job)) === 1);
    expect(await system.job(job.id)).toMatchObject({ status: 'pausing', processed: 70 });
    await workflow.executeUpdate(resumeUpdate, { args: [{ seq: await numbered(system, job) }] });
    expect(await pendingBatches(system, job)).toBe(1);
    goOn();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 160, succeeded: 160 });
    expect(await writesOf(system, job)).toEqual(['pausing', 'running']);
    expect(await activitiesOf(system, job)).toHaveLength(8);
    expect(await system.touches(system.business)).toEqual({ 1: 160 });
  });

  test('a cancel', async (system) => {
    const { job, goOn } = await inSecondChunks(system, 4);
    await askToCancel(system, job);
    goOn();
    expect(await system.finished(job.id)).toMatchObject({ status: 'cancelled', processed: 80, notAttempted: 80 });
    expect(await system.touches(system.business)).toEqual({ 0: 80, 1: 80 });
  });

  test('another batch size', async (system) => {
    const { job, goOn } = await inSecondChunks(system, 4);
    await changeSpeed(system, job, { seq: await numbered(system, job), batchSize: 7 });
    goOn();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 160, batchSize: 7 });
    expect(await chunksOfStream(system, job, 3)).toEqual([10, 10, 7, 7, 6]);
    expect(await system.touches(system.business)).toEqual({ 1: 160 });
  });

  test('another parallelism: the later streams wait, and go on one by one as others are exhausted', async (system) => {
    const { job, goOn } = await inSecondChunks(system, 4);
    await changeSpeed(system, job, { seq: await numbered(system, job), parallelism: 2, batchSize: 10, throttleMs: 20 });
    goOn();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 160, parallelism: 2 });
    const [first, second, third, fourth] = await Promise.all([1, 2, 3, 4].map((no) => timesOf(system, job, no)));
    const ends = [first!.last, second!.last, third!.last].sort((a, b) => a - b);
    expect(third!.behindSecond).toBeGreaterThan(ends[0]!);
    expect(fourth!.behindSecond).toBeGreaterThan(ends[1]!);
    expect(await system.touches(system.business)).toEqual({ 1: 160 });
  });
});

test('streams that wait for their turn go on when the parallelism is raised', async (system) => {
  const { job, goOn } = await inSecondChunks(system, 4);
  await changeSpeed(system, job, { seq: await numbered(system, job), parallelism: 1 });
  await jobWhen(system, job, ({ parallelism }) => parallelism === 1);
  expect(await detailsOf(workflowOf(system, job))).toContain('| 4 | works | 1 |');
  for (const streamNo of [2, 3, 4]) goOn(streamNo);
  await eventually(async () => (await pendingBatches(system, job)) === 1);
  expect(await detailsOf(workflowOf(system, job))).toContain('| 4 | waits for its turn | 3 |');
  expect(await system.job(job.id)).toMatchObject({ processed: 70, parallelism: 1 });
  await changeSpeed(system, job, { seq: await numbered(system, job), parallelism: 4 });
  await jobWhen(system, job, ({ processed }) => processed === 130);
  goOn();
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 160, parallelism: 4 });
  expect(await system.touches(system.business)).toEqual({ 1: 160 });
});

test('no more streams can be at work than the job was divided into', async (system) => {
  const { job, goOn } = await inSecondChunks(system, 4);
  await expect(changeSpeed(system, job, { seq: await numbered(system, job), parallelism: 5 })).rejects.toMatchObject({
    cause: { type: 'ParallelismTooHigh', details: [4] },
  });
  goOn();
  await system.finished(job.id);
});

test('a stream that cannot go on lets the others end the chunk in hand, and the job fails with its error', async (system) => {
  const ids = await system.addCanaries(system.business, 160);
  await system.dataSource.query(`UPDATE canaries SET mood = 'impossible' WHERE id = $1`, [ids[95]]);
  const { job, goOn } = await inSecondChunks(system, 4, 0);
  // The third stream's second chunk is held as well. It fails once it goes on, before the others: they wait for their lock.
  goOn(3);
  await jobWhen(system, job, ({ controlSeq }) => controlSeq === 1);
  expect(await system.job(job.id)).toMatchObject({ status: 'running' });
  goOn();
  const { lastError, ...ended } = await system.finished(job.id);
  expect(lastError).toContain('42P01');
  expect(ended).toMatchObject({
    ...{ status: 'failed', total: 160, processed: 70, succeeded: 70, failed: 0, notAttempted: 90 },
  });
  expect(await streamsOf(system, job)).toEqual([20, 20, 10, 20]);
  expect(await activitiesOf(system, job)).toHaveLength(4);
  expect(await system.touches(system.business)).toEqual({ 0: 90, 1: 70 });
});

testShortRuns('four streams roll over together, and go on where they were', async (system) => {
  const job = await system.start({ canaries: 400, throttleMs: 300 });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 400, succeeded: 400 });
  expect((await system.job(job.id)).runs).toBeGreaterThan(1);
  expect(await streamsOf(system, job)).toEqual([100, 100, 100, 100]);
  expect(await system.touches(system.business)).toEqual({ 1: 400 });
});

test('a job of four streams that is reset to before its pause stays paused, and goes on when it is resumed', async (system) => {
  const job = await system.start({ canaries: 400, batchSize: 10, throttleMs: 1_000 });
  await jobWhen(system, job, ({ processed }) => processed >= 40);
  const workflow = workflowOf(system, job);
  await workflow.executeUpdate(pauseUpdate, { args: [{ seq: await numbered(system, job) }] });
  const { processed } = await jobWhen(system, job, ({ status }) => status === 'paused');
  await resetToBefore(system.client, workflow, 'pause');
  await eventually(async () => (await detailsOf(workflowOf(system, job))).includes('**paused**'));
  expect(await system.job(job.id)).toMatchObject({ status: 'paused', processed });
  await workflow.executeUpdate(resumeUpdate, { args: [{ seq: await numbered(system, job) }] });
  await changeSpeed(system, job, { seq: await numbered(system, job), throttleMs: 0, batchSize: 100 });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 400, succeeded: 400 });
  expect(await system.touches(system.business)).toEqual({ 1: 400 });
});

/** A job of so many streams over 160 canaries, each held in its second chunk. */
async function inSecondChunks(system: SharedSystem, streams: number, canaries = 160) {
  const stopAt = { name: 'batch opened', chunkNo: 2 } as const;
  for (let streamNo = 1; streamNo <= streams; streamNo++) await system.startWorker({ stopAt: { ...stopAt, streamNo } });
  const worker = await system.startWorker();
  const job = await system.start({ canaries, parallelism: streams });
  const isHeld = (message: (typeof worker.messages)[number]): boolean =>
    message.kind === 'checkpoint' && message.jobId === job.id;
  await eventually(() => Promise.resolve(worker.messages.filter(isHeld).length === streams));
  return { job, worker, goOn: (streamNo?: number) => worker.goOn(streamNo) };
}

/** How many targets each stream has processed. */
async function streamsOf({ dataSource }: SystemInUse, { id }: Job): Promise<number[]> {
  const rows = await dataSource.query<{ processed: number }[]>(
    'SELECT sum(processed)::int AS processed FROM job_batches WHERE job_id = $1 GROUP BY stream_no ORDER BY stream_no',
    [id],
  );
  return rows.map(({ processed }) => processed);
}

async function chunksOfStream({ dataSource }: SystemInUse, { id }: Job, streamNo: number): Promise<number[]> {
  const rows = await dataSource.query<{ processed: number }[]>(
    'SELECT processed FROM job_batches WHERE job_id = $1 AND stream_no = $2 ORDER BY batch_no',
    [id, streamNo],
  );
  return rows.map(({ processed }) => processed);
}

/** When the first chunk behind the second one was done, and when the last one. */
async function timesOf({ dataSource }: SystemInUse, { id }: Job, streamNo: number) {
  const [times] = await dataSource.query<{ behindSecond: number; last: number }[]>(
    `SELECT extract(epoch FROM min(finished_at) FILTER (WHERE batch_no > 2))::float8 AS "behindSecond",
            extract(epoch FROM max(finished_at))::float8 AS last
       FROM job_batches WHERE job_id = $1 AND stream_no = $2`,
    [id, streamNo],
  );
  return times!;
}

/** Names of the activities that were asked to do a batch, in order. */
async function activitiesOf(system: SystemInUse, job: Job): Promise<string[]> {
  return (await eventsOf(system, job)).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    const name = scheduled?.activityType?.name ?? '';
    return /chunk/i.test(name) ? [name] : [];
  });
}

/** The statuses that were written into the job's row, in order. */
async function writesOf(system: SystemInUse, job: Job): Promise<unknown[]> {
  return (await eventsOf(system, job)).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    const [, status] = scheduled?.input?.payloads ?? [];
    if (scheduled?.activityType?.name !== 'recordStatus' || !status?.data) return [];
    return [JSON.parse(Buffer.from(status.data).toString()) as unknown];
  });
}

async function pendingBatches(system: SystemInUse, job: Job): Promise<number> {
  const { raw } = await workflowOf(system, job).describe();
  const pending = raw.pendingActivities ?? [];
  return pending.filter(({ activityType }) => /chunk/i.test(activityType?.name ?? '')).length;
}
