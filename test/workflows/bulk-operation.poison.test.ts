import { expect } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { addManyLeads, leadsOf } from '../support/leads.js';
import { whileLocked } from '../support/locks.js';
import { shareSystem } from '../support/shared-system.js';
import type { SystemInUse } from '../support/system.js';

const test = shareSystem();

test('poison targets, and only they, are recorded as failed; the others of their batches are done', async (system) => {
  await system.addCanaries(system.business, 3);
  const [check] = await system.addCanaries(system.business, 1, { maxTouches: 0 });
  await system.addCanaries(system.business, 4);
  const [refused] = await system.addCanaries(system.business, 1, { mood: 'refused' });
  await system.addCanaries(system.business, 1);
  // A batch of nothing but poison, and one without any.
  const all = await system.addCanaries(system.business, 10, { maxTouches: 0 });
  await system.addCanaries(system.other, 7, { maxTouches: 0 });
  const job = await system.start({ canaries: 10 });
  expect(await system.finished(job.id)).toMatchObject({
    ...{ status: 'completed', total: 30, succeeded: 18, failed: 12, skipped: 0, notAttempted: 0, lastError: null },
  });
  await system.lockGone();
  const violated = { code: '23514', constraint: 'canaries_not_touched_too_often' };
  expect(await failuresOf(system, job.id)).toEqual([
    { id: check, chunkNo: 1, ...violated },
    { id: refused, chunkNo: 1, code: 'canary_refused', constraint: null },
    ...all.map((id) => ({ id, chunkNo: 2, ...violated })),
  ]);
  expect(await touchesOf(system, [check!, refused!, ...all])).toEqual({ 0: 12 });
  expect(await system.touches(system.business)).toEqual({ 1: 18, 0: 12 });
  expect(await system.touches(system.other)).toEqual({ 0: 7 });
});

test('a lead that another table refers to is recorded as failed by the constraint; the other leads of its batch are deleted', async (system) => {
  const operationType = 'delete_leads_bulk';
  const { dataSource, business, other } = system;
  await addManyLeads(dataSource, business, 25);
  await addManyLeads(dataSource, other, 7);
  const leads = await leadsOf(system, business);
  const referredTo = [leads[3]!, leads[19]!];
  await dataSource.query(`
      CREATE TABLE invoices (lead_id bigint NOT NULL CONSTRAINT invoices_lead REFERENCES leads (id));
      INSERT INTO invoices VALUES (${referredTo[0]}), (${referredTo[1]})`);
  const job = await system.start({ operationType, batchSize: 10 });
  expect(await system.finished(job.id)).toMatchObject({
    ...{ status: 'completed', total: 25, succeeded: 23, failed: 2, skipped: 0, notAttempted: 0, lastError: null },
  });
  await system.lockGone(operationType);
  const violated = { code: '23503', constraint: 'invoices_lead' };
  expect(await failuresOf(system, job.id)).toEqual([
    { id: referredTo[0], chunkNo: 1, ...violated },
    { id: referredTo[1], chunkNo: 2, ...violated },
  ]);
  expect(await leadsOf(system, business)).toEqual(referredTo);
  expect(await leadsOf(system, other)).toHaveLength(7);
});

test('a target whose constraint only COMMIT looks at is found as well', async (system) => {
  await system.dataSource.query(`
      CREATE TABLE allowed_touches (n integer PRIMARY KEY);
      INSERT INTO allowed_touches VALUES (0), (1), (5);
      ALTER TABLE canaries ADD CONSTRAINT canaries_allowed_touches FOREIGN KEY (touched)
        REFERENCES allowed_touches (n) DEFERRABLE INITIALLY DEFERRED`);
  const ids = await system.addCanaries(system.business, 25);
  const often = [ids[3], ids[8], ids[16]];
  await system.dataSource.query('UPDATE canaries SET touched = 5 WHERE id = ANY($1::bigint[])', [often]);
  const job = await system.start();
  expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 25, succeeded: 22, failed: 3 });
  await system.lockGone();
  const violated = { code: '23503', constraint: 'canaries_allowed_touches' };
  expect(await failuresOf(system, job.id)).toEqual([
    { id: often[0], chunkNo: 1, ...violated },
    { id: often[1], chunkNo: 1, ...violated },
    { id: often[2], chunkNo: 2, ...violated },
  ]);
  expect(await system.touches(system.business)).toEqual({ 1: 22, 5: 3 });
});

test('a batch that waits too long for a row that somebody holds is tried again, and nobody is called poison', async (system) => {
  const [held] = await system.addCanaries(system.business, 20);
  const worker = await system.startWorker();
  await whileLocked(system.database, `SELECT FROM canaries WHERE id = ${held} FOR UPDATE`, async (lock) => {
    const job = await system.start();
    await eventually(async () => (await lock.waiters()) > 0);
    // lock_timeout is 5 s: the first attempt gives up, the second one waits.
    await eventually(async () => (await lock.waiters()) === 0);
    await eventually(async () => (await lock.waiters()) > 0);
    await lock.letGo();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 20, succeeded: 20, failed: 0 });
    expect(await failuresOf(system, job.id)).toEqual([]);
    expect(await system.touches(system.business)).toEqual({ 1: 20 });
    expect(worker.gateEvents().filter(({ event }) => event === 'lost')).toEqual([]);
  });
});

async function failuresOf({ dataSource }: SystemInUse, jobId: string) {
  return dataSource.query<object[]>(
    `SELECT target_id AS id, batch_no AS "chunkNo", code, constraint_name AS "constraint"
       FROM job_failures WHERE job_id = $1 ORDER BY target_id`,
    [jobId],
  );
}

async function touchesOf({ dataSource }: SystemInUse, ids: readonly number[]): Promise<Record<number, number>> {
  const rows = await dataSource.query<{ touched: number; count: number }[]>(
    'SELECT touched, count(*)::int AS count FROM canaries WHERE id = ANY($1::bigint[]) GROUP BY 1',
    [ids],
  );
  return Object.fromEntries(rows.map(({ touched, count }) => [touched, count]));
}
