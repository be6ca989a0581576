import { expect, test } from '@jest/globals';
import { Business } from '../../../src/db/business.js';
import { deleteLeadsBulk } from '../../../src/operations/definitions/delete-leads-bulk.js';
import { operationRegistry } from '../../../src/operations/definitions/index.js';
import { TargetIds } from '../../../src/operations/target-ids.js';
import { addLeads } from '../../support/leads.js';
import { addLeadHistory, leadHistory } from '../../support/lead-history.js';
import { type TestDatabase, withDatabase } from '../../support/test-database.js';

const JOB = '01890000-0000-7000-8000-000000000000';

/** As the worker does it, with what the worker may do. */
async function deleted(database: TestDatabase, ids: readonly number[]) {
  const business = new Business(await database.as('bulkgate_worker'), 1);
  const chunk = {
    businessId: 1,
    jobId: JOB,
    ids: TargetIds.of([...ids].sort((a, b) => a - b)),
    archiveExpiresOn: null,
  };
  return business.transaction((sql) => deleteLeadsBulk.act(sql, chunk, {}));
}

test('it deletes the given leads of its business with their notes, tasks and consents; calls keep a null', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const own = await addLeads(dataSource, 1, [{}, {}, {}]);
    const foreign = await addLeads(dataSource, 2, [{}, {}]);
    for (const id of [...own, ...own]) await addLeadHistory(dataSource, 1, id);
    for (const id of foreign) await addLeadHistory(dataSource, 2, id);
    const ids = [...own.slice(0, 2), ...foreign, 999_999];
    expect(await deleted(database, ids)).toEqual({ done: 2, refused: [] });
    expect(await deleted(database, ids)).toEqual({ done: 0, refused: [] });
    const left = await dataSource.query<{ id: number }[]>('SELECT id FROM leads ORDER BY id');
    expect(left.map(({ id }) => id)).toEqual([own[2], ...foreign]);
    const [gone, kept] = [
      { notes: 0, tasks: 0, consents: 0, calls: 0 },
      { notes: 2, tasks: 2, consents: 1, calls: 2 },
    ];
    const ofForeign = { notes: 1, tasks: 1, consents: 1, calls: 1 };
    expect(await Promise.all([...own, ...foreign].map((id) => leadHistory(dataSource, id)))).toEqual([
      ...[gone, gone, kept, ofForeign, ofForeign],
    ]);
    expect(
      await dataSource.query('SELECT lead_id IS NULL AS freed, count(*) FROM calls GROUP BY 1 ORDER BY 1'),
    ).toEqual([
      { freed: false, count: 4 },
      { freed: true, count: 4 },
    ]);
  }));

test('a lead under legal hold is refused, with all that hangs on it', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const [held, free] = await addLeads(dataSource, 1, [{ legalHold: true }, {}]);
    const [foreign] = await addLeads(dataSource, 2, [{ legalHold: true }]);
    await addLeadHistory(dataSource, 1, held!);
    expect(await deleted(database, [held!, free!, foreign!])).toEqual({
      ...{ done: 1, refused: [{ targetId: held, code: 'legal_hold' }] },
    });
    expect(await leadHistory(dataSource, held!)).toEqual({ notes: 1, tasks: 1, consents: 1, calls: 1 });
  }));

test('what another business has hung on a lead forbids to delete it', () =>
  withDatabase(async (database) => {
    const [lead] = await addLeads(database.dataSource, 1, [{}]);
    await addLeadHistory(database.dataSource, 2, lead!);
    await expect(deleted(database, [lead!])).rejects.toThrow('violates foreign key constraint');
  }));

test('the product knows it by its type', () => {
  expect(operationRegistry.get('delete_leads_bulk')).toBe(deleteLeadsBulk);
});
