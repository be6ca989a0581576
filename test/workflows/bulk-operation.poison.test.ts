import { expect, test } from '@jest/globals';
import pg from 'pg';
import { eventually } from '../support/eventually.js';
import { addManyLeads } from '../support/leads.js';
import { type System, withSystem } from '../support/system.js';

test('poison targets, and only they, are recorded as failed; the others of their batches are done', async () => {
  await withSystem({}, async (system) => {
    await system.addCanaries(1, 3);
    const [check] = await system.addCanaries(1, 1, { maxTouches: 0 });
    await system.addCanaries(1, 4);
    const [refused] = await system.addCanaries(1, 1, { mood: 'refused' });
    await system.addCanaries(1, 1);
    // A batch of nothing but poison, and one without any.
    const all = await system.addCanaries(1, 10, { maxTouches: 0 });
    await system.addCanaries(1, 10);
    await system.addCanaries(2, 7, { maxTouches: 0 });
    await system.startWorker();
    const job = await system.start();
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
    expect(await system.touches(1)).toEqual({ 1: 18, 0: 12 });
    expect(await system.touches(2)).toEqual({ 0: 7 });
  });
});

test('a lead that another table refers to is recorded as failed by the constraint; the other leads of its batch are deleted', async () => {
  const operationType = 'delete_leads_bulk';
  await withSystem({}, async (system) => {
    const { dataSource } = system;
    await addManyLeads(dataSource, 1, 25);
    await addManyLeads(dataSource, 2, 7);
    await dataSource.query(`
      CREATE TABLE invoices (lead_id bigint NOT NULL CONSTRAINT invoices_lead REFERENCES leads (id));
      INSERT INTO invoices VALUES (4), (20)`);
    await system.startWorker();
    const job = await system.start({ operationType, batchSize: 10 });
    expect(await system.finished(job.id)).toMatchObject({
      ...{ status: 'completed', total: 25, succeeded: 23, failed: 2, skipped: 0, notAttempted: 0, lastError: null },
    });
    await system.lockGone(operationType);
    const violated = { code: '23503', constraint: 'invoices_lead' };
    expect(await failuresOf(system, job.id)).toEqual([
      { id: 4, chunkNo: 1, ...violated },
      { id: 20, chunkNo: 2, ...violated },
    ]);
    expect(
      await dataSource.query('SELECT business_id, array_agg(id ORDER BY id) AS ids FROM leads GROUP BY 1 ORDER BY 1'),
    ).toEqual([
      { business_id: 1, ids: [4, 20] },
      { business_id: 2, ids: [26, 27, 28, 29, 30, 31, 32] },
    ]);
  });
});

test('a target whose constraint only COMMIT looks at is found as well', async () => {
  await withSystem({}, async (system) => {
    await system.dataSource.query(`
      CREATE TABLE allowed_touches (n integer PRIMARY KEY);
      INSERT INTO allowed_touches VALUES (0), (1), (5);
      ALTER TABLE canaries ADD CONSTRAINT canaries_allowed_touches FOREIGN KEY (touched)
        REFERENCES allowed_touches (n) DEFERRABLE INITIALLY DEFERRED`);
    await system.addCanaries(1, 25);
    await system.dataSource.query('UPDATE canaries SET touched = 5 WHERE id IN (4, 9, 17)');
    await system.startWorker();
    const job = await system.start();
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 25, succeeded: 22, failed: 3 });
    await system.lockGone();
    const violated = { code: '23503', constraint: 'canaries_allowed_touches' };
    expect(await failuresOf(system, job.id)).toEqual([
      { id: 4, chunkNo: 1, ...violated },
      { id: 9, chunkNo: 1, ...violated },
      { id: 17, chunkNo: 2, ...violated },
    ]);
    expect(await system.touches(1)).toEqual({ 1: 22, 5: 3 });
  });
});

test('a batch that waits too long for a row that somebody holds is tried again, and nobody is called poison', async () => {
  await withSystem({}, async (system) => {
    const [held] = await system.addCanaries(1, 20);
    const worker = await system.startWorker();
    // A connection of its own: those of the data source may not be idle in a transaction for so long.
    const somebody = new pg.Client({ connectionString: system.config.database.url });
    await somebody.connect();
    try {
      await somebody.query('BEGIN');
      await somebody.query('SELECT FROM canaries WHERE id = $1 FOR UPDATE', [held]);
      const job = await system.start();
      await eventually(async () => (await waiting(system)) > 0);
      // lock_timeout is 5 s: the first attempt gives up, the second one waits.
      await eventually(async () => (await waiting(system)) === 0);
      await eventually(async () => (await waiting(system)) > 0);
      await somebody.query('ROLLBACK');
      expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 20, succeeded: 20, failed: 0 });
      expect(await failuresOf(system, job.id)).toEqual([]);
      expect(await system.touches(1)).toEqual({ 1: 20 });
      expect(worker.gateEvents().filter(({ event }) => event === 'lost')).toEqual([]);
    } finally {
      await somebody.end();
    }
  });
});

async function waiting({ dataSource }: System): Promise<number> {
  const [row] = await dataSource.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'test-worker' AND wait_event_type = 'Lock'`,
  );
  return row!.count;
}

async function failuresOf({ dataSource }: System, jobId: string) {
  return dataSource.query<object[]>(
    `SELECT target_id AS id, batch_no AS "chunkNo", code, constraint_name AS "constraint"
       FROM job_failures WHERE job_id = $1 ORDER BY target_id`,
    [jobId],
  );
}

async function touchesOf({ dataSource }: System, ids: readonly number[]): Promise<Record<number, number>> {
  const rows = await dataSource.query<{ touched: number; count: number }[]>(
    'SELECT touched, count(*)::int AS count FROM canaries WHERE id = ANY($1::bigint[]) GROUP BY 1',
    [ids],
  );
  return Object.fromEntries(rows.map(({ touched, count }) => [touched, count]));
}
