import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import type { LeadPlace, LeadSort } from '../../src/db/repositories/lead-order.js';
import { LeadSearch } from '../../src/db/repositories/lead-reads.js';
import type { LeadFilter } from '../../src/operations/definitions/lead-targets.js';
import { eventually } from '../support/eventually.js';
import { addLeads } from '../support/leads.js';
import { withDatabase } from '../support/test-database.js';

const PATIENCE = { timeoutMs: 30_000, gone: new AbortController().signal };

interface Sought {
  readonly filter: LeadFilter;
  /** The same as SQL over `leads`, in plain words. */
  readonly where: string;
}

/** Beyond what the walk looks at first: texts that many, few and none of the leads have. */
const SOUGHT: readonly Sought[] = [
  { filter: { text: 'common' }, where: `name LIKE 'Common%'` },
  { filter: { text: 'LATER' }, where: `name LIKE 'Later%'` },
  // Most of the first leads do not have it, and too many to be listed have it.
  { filter: { text: 'later', source: 'manual' }, where: `name LIKE 'Later%'` },
  { filter: { text: 'rare@' }, where: `email LIKE 'rare@%'` },
  { filter: { text: '4919999' }, where: `phone LIKE '+4919999%'` },
  { filter: { text: 'nobody has this' }, where: 'false' },
  { filter: { text: 'later', status: 'lost' }, where: `name LIKE 'Later%' AND status = 'lost'` },
  { filter: { text: 'rare', status: 'nothing' }, where: 'false' },
  { filter: { text: '100%' }, where: `name = '100% sure'` },
  { filter: { text: 'a_b\\' }, where: `name = 'a_b\\c'` },
  { filter: { text: 'zq' }, where: `name = 'zq'` },
  { filter: { text: 'МАРИНА' }, where: `name = 'Марина'` },
];

test('a search finds exactly the leads of its business that have the text, page by page, and asks the index of the texts', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    await dataSource.query(
      `INSERT INTO leads (business_id, created_at, name, phone, status)
       SELECT 1 + n % 2, '2026-01-01'::timestamptz + n % 1000 * interval '1 microsecond', CASE WHEN n <= 24000 THEN 'Common ' ELSE 'Later ' END || n, '+49170' || n,
              CASE WHEN n % 100 < 2 THEN 'lost' ELSE 'new' END FROM generate_series(1, 45000) AS n`,
    );
    for (const businessId of [1, 2]) {
      const rare = { name: 'Somebody', email: 'rare@example.org', phone: '+4919999' };
      await addLeads(dataSource, businessId, [
        ...[rare, { name: '100% sure' }, { name: 'a_b\\c' }, { name: 'zq' }, { name: 'Марина' }, rare],
      ]);
    }
    // Else the planner knows nothing of the table, and the index has all that is new in a list of its own.
    await dataSource.query('VACUUM ANALYZE leads');
    const api = await database.as('bulkgate_api');
    const search = (filter: LeadFilter) => new LeadSearch(new Business(api, 1, PATIENCE), filter);
    const found = async (filter: LeadFilter, sort: LeadSort): Promise<number[]> => {
      const ids: number[] = [];
      for (let place: LeadPlace | undefined; ;) {
        const page = await search(filter).page({ sort, place, limit: 700 });
        ids.push(...page.map(({ lead }) => lead.id));
        const last = page.at(-1);
        if (page.length < 700) return ids;
        const id = String(last!.lead.id);
        place = { side: 'after', key: sort === 'id' ? [id] : [last!.createdMicros, id] };
      }
    };
    for (const { filter, where } of SOUGHT) {
      const expected = (orderBy: string) =>
        dataSource.query<{ id: number }[]>(
          `SELECT id FROM leads WHERE business_id = 1 AND ${where} ORDER BY ${orderBy}`,
        );
      const rows = await expected('id');
      expect([filter, await found(filter, 'id')]).toEqual([filter, rows.map(({ id }) => id)]);
      const latest = await expected('created_at DESC, id DESC');
      expect([filter, await found(filter, '-createdAt')]).toEqual([filter, latest.map(({ id }) => id)]);
      for (const limit of [10_001, 30]) {
        const expectedCount = [filter, Math.min(limit, rows.length)];
        expect([filter, await search(filter).count(limit)]).toEqual(expectedCount);
        const withPage = search(filter);
        await withPage.page({ sort: 'id', limit: 30 });
        expect([filter, await withPage.count(limit)]).toEqual(expectedCount);
      }
    }
    await eventually(async () => {
      // PostgreSQL counts with a delay, unless it is asked to hurry.
      await api.query('SELECT pg_stat_force_next_flush()');
      const [row] = await dataSource.query<{ scans: number }[]>(
        `SELECT idx_scan AS scans FROM pg_stat_user_indexes WHERE indexrelname = 'leads_texts'`,
      );
      return row!.scans > 0;
    });
  }));

test('a search is within its business also for a role that row-level security does not hold', () =>
  withDatabase(async ({ dataSource }) => {
    const [id] = await addLeads(dataSource, 1, [{ name: 'Somebody' }]);
    await addLeads(dataSource, 2, [{ name: 'Somebody' }, { name: 'Somebody' }]);
    for (const filter of [{}, { text: 'somebody' }, { text: 'so' }]) {
      const search = () => new LeadSearch(new Business(dataSource, 1), filter);
      expect([filter, await search().count(10)]).toEqual([filter, 1]);
      const page = await search().page({ sort: '-createdAt', limit: 10 });
      expect([filter, page.map(({ lead }) => lead.id)]).toEqual([filter, [id]]);
    }
  }));

test('the finder takes its business from the transaction alone, and nobody but the API may ask it', () =>
  withDatabase(async (database) => {
    await addLeads(database.dataSource, 1, [{ name: 'Somebody' }]);
    const statement = `SELECT * FROM find_leads_by_text('%somebody%', 0, 10)`;
    const api = await database.as('bulkgate_api');
    expect(await api.query(statement)).toEqual([]);
    const rows = (businessId: number) =>
      api.transaction(async (manager) => {
        await manager.query(`SELECT set_config('app.business_id', $1, true)`, [String(businessId)]);
        return manager.query<object[]>(statement);
      });
    expect([(await rows(1)).length, (await rows(2)).length]).toEqual([1, 0]);
    await expect((await database.as('bulkgate_worker')).query(statement)).rejects.toThrow('permission denied');
  }));
