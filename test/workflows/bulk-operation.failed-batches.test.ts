import { expect, test as testApart } from '@jest/globals';
import { canaryPolicy } from '../support/canary-policy.js';
import { closed, eventsOf, failuresOf } from '../support/job-looks.js';
import { shareSystem } from '../support/shared-system.js';
import { withSystem, workflowOf } from '../support/system.js';

/** Each failed batch takes five attempts with a second between them; all in one run, whose history is the job's. */
const POLICIES = canaryPolicy({ maxBatchFailures: 2, maxRuntimeSeconds: 100, lockTtlSeconds: 600 });
const test = shareSystem({ policies: POLICIES });

test('as many failed batches in a row as the policy allows end the job failed; what was not reached is not attempted', async (system) => {
  await system.addCanaries(system.business, 10);
  const broken = await system.addCanaries(system.business, 20, { mood: 'broken' });
  await system.addCanaries(system.other, 7);
  const job = await system.start({ canaries: 20 });
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
  const job = await system.start({ canaries: 10 });
  expect(await system.finished(job.id)).toMatchObject({
    ...{ status: 'completed', total: 40, succeeded: 20, failed: 20, notAttempted: 0, lastError: null },
  });
  await system.lockGone();
  expect(await system.touches(system.business)).toEqual({ 1: 20, 0: 20 });
});

test('a batch that works on its fifth attempt is no failed batch and is done once', async (system) => {
  // A sequence counts on when what it counts is rolled back.
  await system.dataSource.query(`
    CREATE SEQUENCE attempts;
    CREATE FUNCTION fail_four_times() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        IF nextval('attempts') <= 4 THEN RAISE 'broken' USING ERRCODE = '38000'; END IF;
        RETURN NEW;
      END $$;
    CREATE TRIGGER fail_four_times BEFORE UPDATE ON canaries
      FOR EACH ROW WHEN (OLD.business_id = ${system.business}) EXECUTE FUNCTION fail_four_times()`);
  const job = await system.start({ canaries: 10 });
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 10, succeeded: 10, failed: 0 });
  // Each of the four ended at its first row, and the fifth met all ten.
  expect(await system.dataSource.query('SELECT last_value::int FROM attempts')).toEqual([{ last_value: 14 }]);
  expect(await system.touches(system.business)).toEqual({ 1: 10 });
  expect(await failuresOf(system, job)).toEqual([]);
  await system.lockGone();
});

test('neither the job’s row nor Temporal’s history carries data of the rows that failed', async (system) => {
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
    CREATE TRIGGER complain BEFORE UPDATE ON canaries
      FOR EACH ROW WHEN (OLD.business_id = ${system.business}) EXECUTE FUNCTION complain()`);
  await system.addCanaries(system.business, 1, { mood: 'poison' });
  const worker = await system.startWorker();
  const job = await system.start({ canaries: 9, batchSize: 1 });
  const done = await system.finished(job.id);
  expect(done).toMatchObject({
    ...{ status: 'failed', total: 10, processed: 3, failed: 3, notAttempted: 7 },
    lastError: '2 failed batches in a row, the last one by SQLSTATE 38000',
  });
  await system.lockGone();
  await closed(workflowOf(system, job));
  const history = JSON.stringify(await eventsOf(system, job), (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString() : value,
  );
  expect(history).toContain('SQLSTATE 38000'); // it is the right text that is searched
  for (const text of [history, JSON.stringify(done), JSON.stringify(worker.messages)]) {
    expect(text).not.toContain('Jane');
    expect(text).not.toContain('1234567');
  }
  const codes = (await failuresOf(system, job)).map(({ code }) => code);
  expect(codes).toEqual(['22000', 'SQLSTATE 38000', 'SQLSTATE 38000']);
});

testApart.concurrent('a bug thrown in the workflow ends the job failed instead of hanging', async () => {
  await withSystem({}, async (system) => {
    await system.startWorker({ breaksWorkflow: true });
    const job = await system.start({ canaries: 30 });
    expect(await system.finished(job.id)).toMatchObject({
      ...{ status: 'failed', total: 30, processed: 0, notAttempted: 30 },
      lastError: 'bug in the workflow: TypeError',
    });
    await system.lockGone();
    expect((await closed(workflowOf(system, job))).status.name).toBe('FAILED');
    expect(await system.touches(1)).toEqual({ 0: 30 });
  });
});
