import { expect, test } from '@jest/globals';
import { checksum } from '../support/checksum.js';
import { addManyLeads } from '../support/leads.js';
import { staged } from '../support/staged-ids.js';
import { type System, withSystem } from '../support/system.js';

/** Everything of a business that a job of another one must leave as it is, down to the transaction that wrote it. */
async function all({ dataSource }: System, businessId: number): Promise<string[]> {
  return Promise.all(
    (['canaries', 'leads', 'jobs'] as const).map((table) => checksum(dataSource, table, businessId, 'xmin, ctid, *')),
  );
}

test('jobs of one business leave the rows and the jobs of another one as they are', async () => {
  await withSystem({}, async (system) => {
    for (const business of [1, 2]) {
      await system.addCanaries(business, 45);
      await addManyLeads(system.dataSource, business, 120);
    }
    await system.startWorker();
    // Business 2 has a job of its own behind it: its row must stay as it is, too.
    const finished = await system.start({ businessId: 2, selection: { kind: 'filter', filter: { mood: 'well' } } });
    await system.finished(finished.id);
    const before = await all(system, 2);

    const canaries = await system.start();
    const leads = await system.start({ operationType: 'delete_leads_bulk' });
    expect(await system.finished(canaries.id)).toMatchObject({ status: 'completed', total: 45, succeeded: 45 });
    expect(await system.finished(leads.id)).toMatchObject({ status: 'completed', total: 120, succeeded: 120 });
    await system.lockGone();
    await system.lockGone('delete_leads_bulk');
    expect(await system.touches(1)).toEqual({ 1: 45 });
    expect(await leadsOf(system, 1)).toBe(0);
    expect(await leadsOf(system, 2)).toBe(120);
    expect(await all(system, 2)).toEqual(before);
  });
});

test('ids of another business, given on purpose, are neither deleted nor locked nor counted as done', async () => {
  await withSystem({}, async (system) => {
    await addManyLeads(system.dataSource, 1, 80);
    await addManyLeads(system.dataSource, 2, 80);
    const before = await all(system, 2);
    const rows = await system.dataSource.query<{ id: number }[]>('SELECT id FROM leads ORDER BY id');
    const selection = await staged(
      system,
      1,
      rows.map(({ id }) => id),
    );
    await system.startWorker();
    const job = await system.start({ operationType: 'delete_leads_bulk', selection });
    expect(await system.finished(job.id)).toMatchObject({
      ...{ status: 'completed', total: 160, processed: 160, succeeded: 80, skipped: 80, failed: 0 },
    });
    await system.lockGone('delete_leads_bulk');
    expect(await leadsOf(system, 1)).toBe(0);
    // xmax is what a row lock leaves behind in a row.
    const locked = 'SELECT id FROM leads WHERE business_id = 2 AND xmax <> 0';
    expect(await system.dataSource.query(locked)).toEqual([]);
    expect(await all(system, 2)).toEqual(before);
  });
});

test('two businesses run at the same time, each under its own lock, and each is counted by itself', async () => {
  await withSystem({}, async (system) => {
    await addManyLeads(system.dataSource, 1, 400);
    await addManyLeads(system.dataSource, 2, 250);
    await addManyLeads(system.dataSource, 3, 90);
    const before = await all(system, 3);
    const [one, two] = await Promise.all(
      [1, 2].map((businessId) => system.start({ operationType: 'delete_leads_bulk', businessId, batchSize: 20 })),
    );
    expect((await system.lock('delete_leads_bulk', 1)).value).toBe(`job_${one!.id}`);
    expect((await system.lock('delete_leads_bulk', 2)).value).toBe(`job_${two!.id}`);
    await system.startWorker();
    expect(await system.finished(one!.id)).toMatchObject({ status: 'completed', total: 400, succeeded: 400 });
    expect(await system.finished(two!.id)).toMatchObject({ status: 'completed', total: 250, succeeded: 250 });
    await system.lockGone('delete_leads_bulk', 1);
    await system.lockGone('delete_leads_bulk', 2);
    expect(await leadsOf(system, 1)).toBe(0);
    expect(await leadsOf(system, 2)).toBe(0);
    expect(await all(system, 3)).toEqual(before);
  });
});

async function leadsOf({ dataSource }: System, businessId: number): Promise<number> {
  const [row] = await dataSource.query<{ count: number }[]>(
    'SELECT count(*)::int AS count FROM leads WHERE business_id = $1',
    [businessId],
  );
  return row!.count;
}
