import { expect, test } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventuallyInTemporal } from '../support/eventually.js';
import { type System, withSystem, workflowOf } from '../support/system.js';

/** Five attempts with a second between them, ten times over, beside the other tests of this file. */
const TEN_FAILED_BATCHES_MS = 120_000;

test.concurrent(
  'ten failed batches in a row end the job failed; what was not reached is not attempted',
  async () => {
    await withSystem({}, async (system) => {
      await system.addCanaries(1, 10);
      const broken = await system.addCanaries(1, 100, { mood: 'broken' });
      await system.addCanaries(1, 20);
      await system.addCanaries(2, 7);
      await system.startWorker();
      const job = await system.start();
      const done = await system.finished(job.id, TEN_FAILED_BATCHES_MS);
      expect(done).toMatchObject({
        ...{ status: 'failed', total: 130, processed: 110, succeeded: 10, failed: 100, notAttempted: 20 },
        lastError: '10 failed batches in a row, the last one by SQLSTATE 38000',
      });
      await system.lockGone();
      expect(await system.touches(1)).toEqual({ 1: 10, 0: 120 });
      expect(await system.touches(2)).toEqual({ 0: 7 });
      expect(await failuresOf(system, job)).toEqual(broken.map((id) => ({ id, code: 'SQLSTATE 38000' })));
      const { status } = await closed(system, job);
      expect(status.name).toBe('FAILED');
    });
  },
  TEN_FAILED_BATCHES_MS + 30_000,
);

test.concurrent('one batch that works resets the count of failed ones', async () => {
  await withSystem({ policies: canaryPolicy({ maxBatchFailures: 2 }) }, async (system) => {
    await system.addCanaries(1, 10, { mood: 'broken' });
    await system.addCanaries(1, 10);
    await system.addCanaries(1, 10, { mood: 'broken' });
    await system.addCanaries(1, 10);
    await system.startWorker();
    const job = await system.start();
    expect(await system.finished(job.id)).toMatchObject({
      ...{ status: 'completed', total: 40, succeeded: 20, failed: 20, notAttempted: 0, lastError: null },
    });
    await system.lockGone();
    expect(await system.touches(1)).toEqual({ 1: 20, 0: 20 });
  });
});

test.concurrent('a batch that works on its fifth attempt is no failed batch and is done once', async () => {
  // The rest before the fifth attempt takes 8 s: time to mend what is broken.
  await withSystem({ policies: canaryPolicy({ maxBatchFailures: 1, maxBackoffSeconds: 8 }) }, async (system) => {
    await system.addCanaries(1, 10, { mood: 'broken' });
    await system.startWorker();
    const job = await system.start();
    await eventuallyInTemporal(async () => {
      const { events } = await workflowOf(system, job).fetchHistory();
      return (events ?? []).filter((event) => event.activityTaskFailedEventAttributes).length >= 4;
    });
    await system.dataSource.query(`UPDATE canaries SET mood = 'well'`);
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 10, succeeded: 10, failed: 0 });
    expect(await system.touches(1)).toEqual({ 1: 10 });
    expect(await failuresOf(system, job)).toEqual([]);
    await system.lockGone();
  });
});

test.concurrent('neither the job’s row nor Temporal’s history carries data of the rows that failed', async () => {
  await withSystem({ policies: canaryPolicy({ maxBatchFailures: 1 }) }, async (system) => {
    const secret = 'Jane Roe +49 170 1234567';
    // PostgreSQL quotes the row in the message, the detail and the context of its errors.
    await system.dataSource.query(`
      CREATE FUNCTION complain() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.mood = 'poison' THEN
            RAISE 'bad row: ${secret}' USING ERRCODE = '22000', DETAIL = '${secret}', CONSTRAINT = 'a_constraint';
          END IF;
          RAISE 'row: ${secret} ${'x'.repeat(400)}' USING ERRCODE = '38000', DETAIL = '${secret}';
        END $$;
      CREATE TRIGGER complain BEFORE UPDATE ON canaries FOR EACH ROW EXECUTE FUNCTION complain()`);
    await system.addCanaries(1, 1, { mood: 'poison' });
    await system.addCanaries(1, 9);
    const worker = await system.startWorker();
    const job = await system.start({ batchSize: 1 });
    const done = await system.finished(job.id);
    expect(done).toMatchObject({
      ...{ status: 'failed', total: 10, processed: 2, failed: 2, notAttempted: 8 },
      lastError: '1 failed batches in a row, the last one by SQLSTATE 38000',
    });
    await system.lockGone();
    await closed(system, job);
    const { events } = await workflowOf(system, job).fetchHistory();
    const history = JSON.stringify(events, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
    expect(history).toContain('SQLSTATE 38000'); // it is the right text that is searched
    for (const text of [history, JSON.stringify(done), JSON.stringify(worker.messages)]) {
      expect(text).not.toContain('Jane');
      expect(text).not.toContain('1234567');
    }
    expect(await failuresOf(system, job)).toMatchObject([{ code: '22000' }, { code: 'SQLSTATE 38000' }]);
  });
});

test.concurrent('a bug thrown in the workflow ends the job failed instead of hanging', async () => {
  await withSystem({}, async (system) => {
    await system.addCanaries(1, 30);
    await system.startWorker({ breaksWorkflow: true });
    const job = await system.start();
    expect(await system.finished(job.id, 15_000)).toMatchObject({
      ...{ status: 'failed', total: 30, processed: 0, notAttempted: 30 },
      lastError: 'bug in the workflow: TypeError',
    });
    await system.lockGone();
    expect((await closed(system, job)).status.name).toBe('FAILED');
    expect(await system.touches(1)).toEqual({ 0: 30 });
  });
});

async function failuresOf({ dataSource }: System, job: Job): Promise<{ id: number; code: string }[]> {
  return dataSource.query('SELECT target_id AS id, code FROM job_failures WHERE job_id = $1 ORDER BY target_id', [
    job.id,
  ]);
}

async function closed(system: System, job: Job) {
  return eventuallyInTemporal(async () => {
    const now = await workflowOf(system, job).describe();
    return now.status.name !== 'RUNNING' && now;
  });
}
