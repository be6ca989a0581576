import { describe, expect, test as testApart } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { askToCancel } from '../support/ask-to-cancel.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventuallyInTemporal } from '../support/eventually.js';
import { changeSpeed, chunksOf, eventsOf, failuresOf, historyOf, jobWhen, numbered } from '../support/job-looks.js';
import { holdLock } from '../support/locks.js';
import { shareSystem } from '../support/shared-system.js';
import { type SystemInUse, withSystem, workflowOf } from '../support/system.js';

/** A batch may be the whole job, in chunks of ten. One run each: its history is the job's. */
const IN_CHUNKS = {
  ...{ batchSize: 1_000, chunkSize: 10, maxBatchMs: 60_000, startToCloseSeconds: 125 },
  ...{ lockTtlSeconds: 600, maxRuntimeSeconds: 100 },
};
const test = shareSystem({ policies: canaryPolicy(IN_CHUNKS) });
const testImpatient = shareSystem({ policies: canaryPolicy({ ...IN_CHUNKS, maxOutageSeconds: 1 }) });

test('a batch of many chunks is one activity, and each chunk a row of the ledger', async (system) => {
  const job = await system.start({ canaries: 95 });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 95, succeeded: 95 });
  expect(await chunksOf(system, job)).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 5]);
  expect(await batchesOf(system, job)).toEqual(['processChunks']);
  expect(await system.touches(system.business)).toEqual({ 1: 95 });
});

test('the last chunk of a batch is no larger than what the batch has left', async (system) => {
  const job = await system.start({ canaries: 60, batchSize: 25 });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 60 });
  expect(await chunksOf(system, job)).toEqual([10, 10, 5, 10, 10, 5, 10]);
  expect(await batchesOf(system, job)).toHaveLength(3);
});

testApart.concurrent('a batch ends with the chunk in which its time is over', () =>
  withSystem({ policies: canaryPolicy({ ...IN_CHUNKS, maxBatchMs: 1 }) }, async (system) => {
    await system.startWorker();
    await system.addCanaries(1, 45, { sleepSeconds: 0.01 });
    const job = await system.start();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 45 });
    expect(await chunksOf(system, job)).toEqual([10, 10, 10, 10, 5]);
    expect(await batchesOf(system, job)).toHaveLength(5);
  }),
);

describe('what is asked for in the third chunk of a batch takes effect behind it:', () => {
  test('a pause, and the resume goes on at the fourth one', async (system) => {
    const { job, goOn } = await inThirdChunk(system);
    await workflowOf(system, job).executeUpdate(pauseUpdate, { args: [{ seq: await numbered(system, job) }] });
    goOn();
    expect(await jobWhen(system, job, ({ status }) => status === 'paused')).toMatchObject({ processed: 30 });
    await workflowOf(system, job).executeUpdate(resumeUpdate, { args: [{ seq: await numbered(system, job) }] });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 100, succeeded: 100 });
    expect(await batchesOf(system, job)).toHaveLength(2);
    expect(await system.touches(system.business)).toEqual({ 1: 100 });
  });

  test('a cancel', async (system) => {
    const { job, goOn } = await inThirdChunk(system);
    await askToCancel(system, job);
    goOn();
    expect(await system.finished(job.id)).toMatchObject({ status: 'cancelled', processed: 30, notAttempted: 70 });
    expect(await system.touches(system.business)).toEqual({ 0: 70, 1: 30 });
  });

  test('another batch size', async (system) => {
    const { job, goOn } = await inThirdChunk(system);
    await changeSpeed(system, job, { seq: await numbered(system, job), batchSize: 25 });
    goOn();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 100 });
    expect(await chunksOf(system, job)).toEqual([10, 10, 10, 10, 10, 5, 10, 10, 5, 10, 10]);
    expect(await system.touches(system.business)).toEqual({ 1: 100 });
  });

  test('a control that never arrives, once', async (system) => {
    const { job, goOn } = await inThirdChunk(system);
    await numbered(system, job);
    goOn();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 100 });
    expect(await batchesOf(system, job)).toHaveLength(2);
  });
});

describe('a fault in one chunk of a batch is that of its targets alone:', () => {
  test('a poison row in the third chunk is recorded under it, and the other 29 of the batch are done', async (system) => {
    await system.addCanaries(system.business, 24);
    const [poison] = await system.addCanaries(system.business, 1, { maxTouches: 0 });
    const job = await system.start({ canaries: 5 });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 30, succeeded: 29, failed: 1 });
    expect(await recordedChunks(system, job)).toEqual([{ id: poison, chunkNo: 3 }]);
    expect(await batchesOf(system, job)).toEqual(['processChunks']);
    expect(await system.touches(system.business)).toEqual({ 0: 1, 1: 29 });
  });

  test('where nobody knows why, the chunk is tried five times, recorded as failed, and the batch goes on behind it', async (system) => {
    await system.addCanaries(system.business, 20);
    const broken = await system.addCanaries(system.business, 10, { mood: 'broken' });
    const job = await system.start({ canaries: 25 });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 55, succeeded: 45, failed: 10 });
    expect(await recordedChunks(system, job)).toEqual(broken.map((id) => ({ id, chunkNo: 3 })));
    expect(await chunksOf(system, job)).toEqual([10, 10, 10, 10, 10, 5]);
    expect(await batchesOf(system, job)).toEqual([...five('processChunks'), 'recordFailedChunk', 'processChunks']);
    expect(await system.touches(system.business)).toEqual({ 0: 10, 1: 45 });
  });

  test('chunks that fail with others between them that work are not failed ones in a row', async (system) => {
    for (let n = 0; n < 3; n += 1) {
      await system.addCanaries(system.business, 10, { mood: 'broken' });
      await system.addCanaries(system.business, 10);
    }
    const job = await system.start();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 30, failed: 30 });
  });

  test('a lock on a row of the second chunk holds that chunk up, not the first one, and nobody is called failed', async (system) => {
    const ids = await system.addCanaries(system.business, 35);
    const lock = await holdLock(system.database, `SELECT FROM canaries WHERE id = ${ids[14]} FOR UPDATE`);
    try {
      const job = await system.start();
      await jobWhen(system, job, ({ processed }) => processed === 10);
      // `lock_timeout` is 5 s.
      await eventuallyFailed(system, job);
      expect(await chunksOf(system, job)).toEqual([10]);
      await lock.letGo();
      expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 35, succeeded: 35 });
      expect(await failuresOf(system, job)).toEqual([]);
      expect(await chunksOf(system, job)).toEqual([10, 10, 10, 5]);
      expect(await system.touches(system.business)).toEqual({ 1: 35 });
    } finally {
      await lock.letGo();
    }
  });

  testImpatient(
    'held for too long, the row is recorded as failed, and the rest of the batch is done',
    async (system) => {
      const ids = await system.addCanaries(system.business, 35);
      const lock = await holdLock(system.database, `SELECT FROM canaries WHERE id = ${ids[14]} FOR UPDATE`);
      try {
        const job = await system.start();
        expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 34, failed: 1 });
        expect(await recordedChunks(system, job)).toEqual([{ id: ids[14], chunkNo: 2 }]);
        expect((await batchesOf(system, job)).slice(-2)).toEqual(['processUnlockedChunk', 'processChunks']);
        expect(await system.touches(system.business)).toEqual({ 0: 1, 1: 34 });
      } finally {
        await lock.letGo();
      }
    },
  );

  test('a time-out halves the chunks of one batch, and leaves those before it as they are', async (system) => {
    const slow = await system.addCanaries(system.business, 30);
    await system.dataSource.query(`
      CREATE FUNCTION time_out() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF (SELECT count(*) FROM changed WHERE id > ${slow[9]} AND business_id = ${system.business}) > 3 THEN
            RAISE 'slow' USING ERRCODE = 'query_canceled';
          END IF;
          RETURN NULL;
        END $$;
      CREATE TRIGGER time_out AFTER UPDATE ON canaries REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION time_out()`);
    const job = await system.start();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 30, succeeded: 30, failed: 0 });
    expect(await chunksOf(system, job)).toEqual([10, 3, 3, 3, 3, 3, 3, 2]);
    expect(await batchesOf(system, job)).toHaveLength(3);
  });
});

/** A job of a hundred canaries that is held in its third chunk. */
async function inThirdChunk(
  system: Parameters<Parameters<typeof test>[1]>[0],
): Promise<{ job: Job; goOn: () => void }> {
  const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 3 } });
  const job = await system.start({ canaries: 100 });
  await worker.atCheckpoint();
  return { job, goOn: () => worker.goOn() };
}

/** Names of the activities that were asked to do a batch or a chunk, in order. */
async function batchesOf(system: SystemInUse, job: Job): Promise<string[]> {
  return (await eventsOf(system, job)).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    const name = scheduled?.activityType?.name ?? '';
    return /chunk/i.test(name) ? [name] : [];
  });
}

function eventuallyFailed(system: SystemInUse, job: Job): Promise<boolean> {
  return eventuallyInTemporal(async () => (await historyOf(system, job)).activityFailures.length > 0);
}

function recordedChunks({ dataSource }: SystemInUse, { id }: Job): Promise<object[]> {
  return dataSource.query(
    'SELECT target_id AS id, batch_no AS "chunkNo" FROM job_failures WHERE job_id = $1 ORDER BY target_id',
    [id],
  );
}

const five = (name: string): string[] => Array.from({ length: 5 }, () => name);
