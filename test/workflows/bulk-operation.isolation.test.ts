import { expect } from '@jest/globals';
import { checksum } from '../support/checksum.js';
import { eventuallyInTemporal } from '../support/eventually.js';
import { addManyLeads, leadsOf } from '../support/leads.js';
import { shareSystem } from '../support/shared-system.js';
import { staged } from '../support/staged-ids.js';
import { type SystemInUse, workflowOf } from '../support/system.js';

const test = shareSystem();

/** Everything of a business that a job of another one must leave as it is, down to the transaction that wrote it. */
async function all({ dataSource }: SystemInUse, businessId: number): Promise<string[]> {
  return Promise.all(
    (['canaries', 'leads', 'jobs'] as const).map((table) => checksum(dataSource, table, businessId, 'xmin, ctid, *')),
  );
}

test('jobs of one business leave the rows and the jobs of another one as they are', async (system) => {
  for (const business of [system.business, system.other]) {
    await system.addCanaries(business, 45);
    await addManyLeads(system.dataSource, business, 120);
  }
  // The other one has a job of its own behind it: its row must stay as it is, too.
  const finished = await system.start({
    businessId: system.other,
    selection: { kind: 'filter', filter: { mood: 'well' } },
  });
  await system.finished(finished.id);
  const before = await all(system, system.other);

  const canaries = await system.start();
  const leads = await system.start({ operationType: 'delete_leads_bulk' });
  expect(await system.finished(canaries.id)).toMatchObject({
    ...{ status: 'completed', total: 45, succeeded: 45, failed: 0, skipped: 0, notAttempted: 0 },
  });
  expect(await system.finished(leads.id)).toMatchObject({ status: 'completed', total: 120, succeeded: 120 });
  await system.lockGone();
  await eventuallyInTemporal(async () => (await workflowOf(system, canaries).describe()).status.name === 'COMPLETED');
  await system.lockGone('delete_leads_bulk');
  expect(await system.touches(system.business)).toEqual({ 1: 45 });
  expect(await leadsOf(system, system.business)).toHaveLength(0);
  expect(await leadsOf(system, system.other)).toHaveLength(120);
  expect(await all(system, system.other)).toEqual(before);
});

test('ids of another business, given on purpose, are neither deleted nor locked nor counted as done', async (system) => {
  await addManyLeads(system.dataSource, system.business, 80);
  await addManyLeads(system.dataSource, system.other, 80);
  const before = await all(system, system.other);
  const rows = await system.dataSource.query<{ id: number }[]>('SELECT id FROM leads WHERE business_id IN ($1, $2)', [
    system.business,
    system.other,
  ]);
  const selection = await staged(
    system,
    system.business,
    rows.map(({ id }) => id),
  );
  const job = await system.start({ operationType: 'delete_leads_bulk', selection });
  expect(await system.finished(job.id)).toMatchObject({
    ...{ status: 'completed', total: 160, processed: 160, succeeded: 80, skipped: 80, failed: 0 },
  });
  await system.lockGone('delete_leads_bulk');
  expect(await leadsOf(system, system.business)).toHaveLength(0);
  // xmax is what a row lock leaves behind in a row.
  const locked = 'SELECT id FROM leads WHERE business_id = $1 AND xmax <> 0';
  expect(await system.dataSource.query(locked, [system.other])).toEqual([]);
  expect(await all(system, system.other)).toEqual(before);
});

test('two businesses run at the same time, each under its own lock, and each is counted by itself', async (system) => {
  const bystander = 1_000;
  await addManyLeads(system.dataSource, system.business, 400);
  await addManyLeads(system.dataSource, system.other, 250);
  await addManyLeads(system.dataSource, bystander, 90);
  const before = await all(system, bystander);
  const [one, two] = await Promise.all(
    [system.business, system.other].map((businessId) =>
      system.start({ operationType: 'delete_leads_bulk', businessId, batchSize: 20 }),
    ),
  );
  expect((await system.lock('delete_leads_bulk', system.business)).value).toBe(`job_${one!.id}`);
  expect((await system.lock('delete_leads_bulk', system.other)).value).toBe(`job_${two!.id}`);
  expect(await system.finished(one!.id)).toMatchObject({ status: 'completed', total: 400, succeeded: 400 });
  expect(await system.finished(two!.id)).toMatchObject({ status: 'completed', total: 250, succeeded: 250 });
  await system.lockGone('delete_leads_bulk', system.business);
  await system.lockGone('delete_leads_bulk', system.other);
  expect(await leadsOf(system, system.business)).toHaveLength(0);
  expect(await leadsOf(system, system.other)).toHaveLength(0);
  expect(await all(system, bystander)).toEqual(before);
});
