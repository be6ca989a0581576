import { expect, test } from '@jest/globals';
import { inTransaction } from '../../../src/db/transaction.js';
import { deleteLeadsBulk } from '../../../src/operations/definitions/delete-leads-bulk.js';
import { operationRegistry } from '../../../src/operations/definitions/index.js';
import { TargetIds } from '../../../src/operations/target-ids.js';
import { addLeads } from '../../support/leads.js';
import { createTestDatabase } from '../../support/test-database.js';

const JOB = '01890000-0000-7000-8000-000000000000';

test('it deletes the given leads of its business, tells how many, and leaves all others', async () => {
  const database = await createTestDatabase();
  const { dataSource } = database;
  try {
    const own = await addLeads(dataSource, 1, [{}, {}, {}]);
    const foreign = await addLeads(dataSource, 2, [{}, {}]);
    const ids = TargetIds.of([...own.slice(0, 2), ...foreign, 999_999]);
    const act = () => inTransaction(dataSource, (sql) => deleteLeadsBulk.act(sql, { businessId: 1, jobId: JOB, ids }));
    expect(await act()).toBe(2);
    expect(await act()).toBe(0);
    const left = await dataSource.query<{ id: number }[]>('SELECT id FROM leads ORDER BY id');
    expect(left.map(({ id }) => id)).toEqual([own[2], ...foreign]);
  } finally {
    await database.drop();
  }
});

test('the product knows it by its type', () => {
  expect(operationRegistry.get('delete_leads_bulk')).toBe(deleteLeadsBulk);
});
