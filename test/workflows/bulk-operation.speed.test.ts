import { expect } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { changeSpeed, chunksOf } from '../support/job-looks.js';
import { shareSystem } from '../support/shared-system.js';

const test = shareSystem();

test('another batch size applies from the next batch on and is shown at once', async (system) => {
  const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 2 } });
  const job = await system.start({ canaries: 100, throttleMs: 300 });
  await worker.atCheckpoint();
  const asked = { seq: 1, batchSize: 25, throttleMs: 250 };
  expect(await changeSpeed(system, job, asked)).toMatchObject({
    changed: true,
    ...{ batchSize: 25, throttleMs: 250 },
  });
  // The answer does not wait for the row, which is written right behind it.
  await eventually(async () => {
    expect(await system.job(job.id)).toMatchObject({ batchSize: 25, throttleMs: 250 });
  });
  worker.goOn();
  // The batch in hand was begun under the old setting, but what is in force is shown.
  await eventually(async () => (await system.job(job.id)).processed >= 20);
  expect(await system.job(job.id)).toMatchObject({ batchSize: 25, throttleMs: 250 });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 100, batchSize: 25 });
  expect(await chunksOf(system, job)).toEqual([10, 10, 25, 25, 25, 5]);
  expect(await system.touches(system.business)).toEqual({ 1: 100 });
});

test('lowering a throttle of a minute ends the rest in hand', async (system) => {
  const job = await system.start({ canaries: 30, throttleMs: 60_000 });
  await eventually(async () => (await system.job(job.id)).processed === 10);
  await changeSpeed(system, job, { seq: 1, throttleMs: 0 });
  // Two rests of a minute would take longer.
  expect(await system.finished(job.id, 60_000)).toMatchObject({ status: 'completed', total: 30, throttleMs: 0 });
  expect(await system.touches(system.business)).toEqual({ 1: 30 });
});

test('raising a throttle slows the job down from the next batch on', async (system) => {
  const job = await system.start({ canaries: 1_000, throttleMs: 20 });
  await eventually(async () => (await system.job(job.id)).processed >= 50);
  await changeSpeed(system, job, { seq: 1, throttleMs: 1_000 });
  await eventually(async () => (await system.job(job.id)).throttleMs === 1_000);
  const { processed } = await system.job(job.id);
  await eventually(async () => (await system.job(job.id)).processed >= processed + 30);
  // From database times, so that a busy machine can only make the gaps longer.
  const [row] = await system.dataSource.query<{ shortest: number }[]>(
    `SELECT min(gap)::float8 AS shortest FROM (
         SELECT extract(epoch FROM finished_at - lag(finished_at) OVER (ORDER BY batch_no)) AS gap
           FROM (SELECT * FROM job_batches WHERE job_id = $1 ORDER BY batch_no DESC LIMIT 3) AS last)`,
    [job.id],
  );
  expect(row!.shortest).toBeGreaterThanOrEqual(0.95);
  await changeSpeed(system, job, { seq: 2, throttleMs: 0, batchSize: 500 });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 1_000 });
  expect(await system.touches(system.business)).toEqual({ 1: 1_000 });
});
