import { expect, test as testApart } from '@jest/globals';
import { pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { changeSpeed, chunksOf, detailsOf, failuresOf, jobWhen, numbered } from '../support/job-looks.js';
import type { FromWorker } from '../processes/worker-messages.js';
import { shareSystem } from '../support/shared-system.js';
import { type SystemInUse, withSystem, workflowOf } from '../support/system.js';

const AUTO = { batchSize: 'auto' } as const;

/** No chunk takes a goal of ten seconds: each is larger by half than the one before it, however busy the machine is. */
const GROWING = {
  ...{ chunkSize: 10, targetChunkMs: 10_000, maxBatchMs: 60_000, startToCloseSeconds: 125 },
  ...{ lockTtlSeconds: 600, maxRuntimeSeconds: 100 },
};
const GROWN = [10, 15, 22, 33, 49, 73];
const test = shareSystem({ policies: canaryPolicy(GROWING) });

test('a job of automatic size begins at the chunk size of its policy, and its row tells that of the newest chunk', async (system) => {
  const job = await system.start({ canaries: 150, ...AUTO });
  expect(await system.finished(job.id)).toMatchObject({
    ...{ status: 'completed', total: 150, succeeded: 150, failed: 0, skipped: 0 },
    ...{ batchSize: 'auto', chunkSize: 73 },
  });
  expect(await chunksOf(system, job)).toEqual([10, 15, 22, 33, 49, 21]);
  expect(await system.touches(system.business)).toEqual({ 1: 150 });
});

test('a job can be given a size, and find its own again: it goes on from what it had found', async (system) => {
  const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 3 } });
  const job = await system.start({ canaries: 300, ...AUTO });
  await worker.atCheckpoint();
  const change = async (batchSize: number | 'auto'): Promise<void> => {
    await changeSpeed(system, job, { seq: await numbered(system, job), batchSize });
    await eventually(async () => (await system.job(job.id)).batchSize === batchSize);
  };
  await change(25);
  await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 6 } });
  worker.goOn();
  await eventually(async () => (await chunksOf(system, job)).length >= 5);
  expect((await system.job(job.id)).batchSize).toBe(25);
  await eventually(() => worker.messages.some((told) => isAt(told, system.business, 6)));
  await change('auto');
  worker.goOn();
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 300, batchSize: 'auto' });
  expect(await chunksOf(system, job)).toEqual([10, 15, 22, 10, 10, 5, 33, 49, 73, 73]);
});

test('after a time-out it goes on from half of what timed out, and not from what was found before', async (system) => {
  await timeOutAbove30(system);
  const job = await system.start({ canaries: 140, ...AUTO });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 140, succeeded: 140, failed: 0 });
  // 33, 37 and 42 have timed out.
  expect(await chunksOf(system, job)).toEqual([10, 15, 22, 17, 25, 19, 28, 4]);
  expect(await system.touches(system.business)).toEqual({ 1: 140 });
});

test('it goes on from half of what timed out also where a pause and a resume came meanwhile', async (system) => {
  await timeOutAbove30(system);
  const worker = await system.startWorker({ stopAt: { name: 'before begin', chunkNo: 4 } });
  const job = await system.start({ canaries: 140, ...AUTO });
  await worker.atCheckpoint();
  const control = async () => ({ args: [{ seq: await numbered(system, job) }] as [{ seq: number }] });
  const workflow = workflowOf(system, job);
  await workflow.executeUpdate(pauseUpdate, await control());
  // 33 time out, and before it is tried again the job is paused.
  worker.goOn();
  await jobWhen(system, job, ({ status }) => status === 'paused');
  // Without a lock on the table, for which the other tests would have to wait.
  await system.dataSource.query(`
    CREATE OR REPLACE FUNCTION time_out_${system.business}() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN RETURN NULL; END'`);
  await workflow.executeUpdate(resumeUpdate, await control());
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 140, succeeded: 140, failed: 0 });
  expect(await chunksOf(system, job)).toEqual([10, 15, 22, 17, 25, 37, 14]);
});

test('where nobody knows why a chunk fails, exactly its targets are recorded as failed, and the size stays', async (system) => {
  await system.addCanaries(system.business, 25);
  const broken = await system.addCanaries(system.business, 22, { mood: 'broken' });
  const job = await system.start({ canaries: 100, ...AUTO });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 125, failed: 22 });
  expect((await failuresOf(system, job)).map(({ id }) => id)).toEqual(broken);
  // The chunk that recorded them tells nothing of the time of those that act.
  expect(await chunksOf(system, job)).toEqual([10, 15, 22, 22, 33, 45]);
});

testApart.concurrent('the size that was found survives continue-as-new, and the Temporal Web UI shows it', () =>
  withSystem(
    {
      policies: canaryPolicy({
        ...{ ...GROWING, maxBatchMs: 1, startToCloseSeconds: 65 },
        ...{ lockTtlSeconds: 6, maxRuntimeSeconds: 1, heartbeatTimeoutSeconds: 2, maxBackoffSeconds: 1 },
      }),
    },
    async (system) => {
      const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 6 } });
      await system.addCanaries(1, 400, { sleepSeconds: 0.3 });
      const job = await system.start(AUTO);
      await worker.atCheckpoint();
      expect((await system.job(job.id)).chunkSize).toBe(49);
      expect(await detailsOf(workflowOf(system, job))).toContain('Batch size auto (chunks of 73), throttle 0 ms');
      worker.goOn();
      const { runs } = await system.finished(job.id);
      expect(runs).toBeGreaterThan(1);
      expect(await chunksOf(system, job)).toEqual([...GROWN, 109, 89]);
    },
  ),
);

testApart.concurrent('on a table made slow by a trigger the chunks shrink at once, and grow back when it is gone', () =>
  withSystem(
    { policies: canaryPolicy({ ...GROWING, chunkSize: 150, targetChunkMs: 200, maxBatchMs: 1_000 }) },
    async (system) => {
      await system.startWorker();
      await system.dataSource.query(`
        CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_sleep(0.02); RETURN NULL; END $$;
        CREATE TRIGGER slow AFTER UPDATE ON canaries FOR EACH ROW EXECUTE FUNCTION be_slow()`);
      const job = await system.start({ canaries: 2_500, ...AUTO });
      await eventually(async () => (await chunksOf(system, job)).length >= 5);
      const slow = await chunksOf(system, job);
      expect(slow[0]).toBe(150);
      expect(Math.max(...slow.slice(1))).toBeLessThanOrEqual(15);
      await system.dataSource.query('DROP TRIGGER slow ON canaries');
      expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 2_500 });
      const chunks = await chunksOf(system, job);
      expect(Math.max(...chunks.slice(slow.length))).toBeGreaterThanOrEqual(150);
      chunks.slice(2).forEach((size, index) => expect(size).toBeLessThanOrEqual(1.5 * chunks[index + 1]!));
      expect(await system.touches(1)).toEqual({ 1: 2_500 });
    },
  ),
);

testApart.concurrent(
  'a worker is killed in a chunk whose size it had found: another one takes over what is committed',
  () =>
    withSystem({ policies: canaryPolicy(GROWING) }, async (system) => {
      const worker = await system.startWorker({ stopAt: { name: 'before commit', chunkNo: 4 } });
      const job = await system.start({ canaries: 150, ...AUTO });
      await worker.atCheckpoint();
      await worker.kill();
      expect(await chunksOf(system, job)).toEqual([10, 15, 22]);
      await system.startWorker();
      expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 150, succeeded: 150 });
      // Whatever the size with which the next attempt has begun.
      expect((await chunksOf(system, job)).slice(0, 3)).toEqual([10, 15, 22]);
      expect(await system.touches(1)).toEqual({ 1: 150 });
    }),
);

/** From here on a chunk of more than 30 targets of the business times out. */
async function timeOutAbove30({ dataSource, business }: SystemInUse): Promise<void> {
  await dataSource.query(`
    CREATE FUNCTION time_out_${business}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (SELECT count(*) FROM changed WHERE business_id = ${business}) > 30 THEN
          RAISE 'slow' USING ERRCODE = 'query_canceled';
        END IF;
        RETURN NULL;
      END $$;
    CREATE TRIGGER time_out_${business} AFTER UPDATE ON canaries REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION time_out_${business}()`);
}

function isAt(told: FromWorker, businessId: number, chunkNo: number): boolean {
  return told.kind === 'checkpoint' && told.businessId === businessId && told.chunkNo === chunkNo;
}
