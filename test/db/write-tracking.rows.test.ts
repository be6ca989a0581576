import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { trackWritesOf } from '../../src/db/migrations/write-tracking.js';
import { readInput } from '../../src/db/selections/job-selection.js';
import { selectTargets } from '../../src/db/selections/select-targets.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { acceptedJob } from '../support/accepted-job.js';
import { addLeads } from '../support/leads.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const LOST = { kind: 'filter', filter: { status: 'lost' } } as const;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function measured(businessId: number, selection: typeof LOST | { kind: 'all' }): Promise<number> {
  const { dataSource } = database;
  const business = new Business(dataSource, businessId);
  const id = await acceptedJob(dataSource, { businessId, selection, operationType: `type_${selection.kind}` });
  const { selection: selected } = (await readInput(business, id))!;
  return (await selectTargets(leadTargets, selected).measure(business)).total;
}

test('leads of before their writes were tracked belong to every selection, and none is written anew', async () => {
  const { dataSource } = database;
  const file = () => dataSource.query<unknown[]>(`SELECT pg_relation_filenode('leads'), array_agg(ctid) FROM leads`);
  await dataSource.query('DROP TRIGGER track_writes ON leads');
  await dataSource.query('ALTER TABLE leads DROP COLUMN updated_at, DROP COLUMN updated_in, DROP COLUMN inserted_in');
  await addLeads(dataSource, 1, [{ status: 'lost' }, { status: 'lost' }]);
  const before = await file();
  await dataSource.query(trackWritesOf('leads'));
  expect(await file()).toEqual(before);
  expect([await measured(1, LOST), await measured(1, { kind: 'all' })]).toEqual([2, 2]);
});

test('what a statement says of its own writes does not count', async () => {
  const { dataSource } = database;
  const [id] = await addLeads(dataSource, 2, [{}]);
  const [row] = await dataSource.transaction(async (manager) => {
    await manager.query('SAVEPOINT inner_one');
    await manager.query(
      `UPDATE leads SET updated_at = '2000-01-01', updated_in = '7', inserted_in = '8' WHERE id = $1`,
      [id],
    );
    return manager.query<object[]>(
      `SELECT updated_in = pg_current_xact_id() AS "isWhole", inserted_in < updated_in AS "isOlder",
              updated_at >= now() AS "isNew" FROM leads WHERE id = $1`,
      [id],
    );
  });
  expect(row).toEqual({ isWhole: true, isOlder: true, isNew: true });
});

test('leads with ids of transactions of another server, from a dump, belong to every selection', async () => {
  const { dataSource } = database;
  await addLeads(dataSource, 3, [{ status: 'lost' }, { status: 'lost' }]);
  await dataSource.transaction(async (manager) => {
    await manager.query('ALTER TABLE leads DISABLE TRIGGER track_writes');
    await manager.query(`UPDATE leads SET updated_in = '9000000000', inserted_in = '9000000000' WHERE business_id = 3`);
    await manager.query('ALTER TABLE leads ENABLE TRIGGER track_writes');
  });
  expect([await measured(3, LOST), await measured(3, { kind: 'all' })]).toEqual([2, 2]);
});
