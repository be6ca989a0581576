import { expect, test as testApart } from '@jest/globals';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventuallyInTemporal } from '../support/eventually.js';
import { closed, eventsOf, failuresOf } from '../support/job-looks.js';
import { shareSystem } from '../support/shared-system.js';
import { withSystem, workflowOf } from '../support/system.js';

/** Each failed batch takes five attempts with a second between them. */
const test = shareSystem({ policies: canaryPolicy({ maxBatchFailures: 2 }) });

test('as many failed batches in a row as the policy allows end the job failed; what was not reached is not attempted', async (system) => {
  await system.addCanaries(system.business, 10);
  const broken = await system.addCanaries(system.business, 20, { mood: 'broken' });
  await system.addCanaries(system.business, 20);
  await system.addCanaries(system.other, 7);
  const job = await system.start();
  expect(await system.finished(job.id)).toMatchObject({
    ...{ status: 'failed', total: 50, processed: 30, succeeded: 10, failed: 20, notAttempted: 20 },
    lastError: '2 failed batches in a row, the last one by SQLSTATE 38000',
  });
  await system.lockGone();
  expect(await system.touches(system.business)).toEqual({ 1: 10, 0: 40 });
  expect(await system.touches(system.other)).toEqual({ 0: 7 });
  expect(await failuresOf(system, job)).toEqual(broken.map((id) => ({ id, code: 'SQLSTATE 38000' })));
  const { status } = await closed(workflowOf(system, job));
  expect(status.name).toBe('FAILED');
});

test('one batch that works resets the count of failed ones', async (system) => {
  await system.addCanaries(system.business, 10, { mood: 'broken' });
  await system.addCanaries(system.business, 10);
  await system.addCanaries(system.business, 10, { mood: 'broken' });
  await system.addCanaries(system.business, 10);
  const job = await system.start();
  expect(await system.finished(job.id)).toMatchObject({
    ...{ status: 'completed', total: 40, succeeded: 20, failed: 20, notAttempted: 0, lastError: null },
  });
  await system.lockGone();
  expect(await system.touches(system.business)).toEqual({ 1: 20, 0: 20 });
});

testApart.concurrent('a batch that works on its fifth attempt is no failed batch and is done once', async () => {
  // The rest before the fifth attempt takes 8 s: time to mend what is broken.
  await withSystem({ policies: canaryPolicy({ maxBatchFailures: 1, maxBackoffSeconds: 8 }) }, async (system) => {
    await system.addCanaries(1, 10, { mood: 'broken' });
    await system.startWorker();
    const job = await system.start();
    await eventuallyInTemporal(async () => {
      const events = await eventsOf(system, job);
      return events.filter((event) => event.activityTaskFailedEventAttributes).length >= 4;
    });
    await system.dataSource.query(`UPDATE canaries SET mood = 'well'`);
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 10, succeeded: 10, failed: 0 });
    expect(await system.touches(1)).toEqual({ 1: 10 });
    expect(await failuresOf(system, job)).toEqual([]);
    await system.lockGone();
  });
});

testApart.concurrent('neither the job’s row nor Temporal’s history carries data of the rows that failed', async () => {
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
    await closed(workflowOf(system, job));
    const events = await eventsOf(system, job);
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

testApart.concurrent('a bug thrown in the workflow ends the job failed instead of hanging', async () => {
  await withSystem({}, async (system) => {
    await system.addCanaries(1, 30);
    await system.startWorker({ breaksWorkflow: true });
    const job = await system.start();
    expect(await system.finished(job.id)).toMatchObject({
      ...{ status: 'failed', total: 30, processed: 0, notAttempted: 30 },
      lastError: 'bug in the workflow: TypeError',
    });
    await system.lockGone();
    expect((await closed(workflowOf(system, job))).status.name).toBe('FAILED');
    expect(await system.touches(1)).toEqual({ 0: 30 });
  });
});
