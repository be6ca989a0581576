import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { fillCalls } from '../../src/db/repositories/sample-calls.js';
import { fillLeadHistory } from '../../src/db/repositories/sample-lead-history.js';
import { fillLeads } from '../../src/db/repositories/sample-leads.js';
import { withDatabase } from '../support/test-database.js';

const TABLES = ['notes', 'tasks', 'consents', 'opt_outs', 'imports'];

test('sample leads have notes, tasks, consents and calls, each once, and come from imports of their business', () =>
  withDatabase(async ({ dataSource }) => {
    const fill = async (businessId: number): Promise<void> => {
      const business = new Business(dataSource, businessId);
      await fillLeads(business, 400);
      await fillCalls(business, 'http://127.0.0.1:1');
      await fillLeadHistory(business);
    };
    for (const businessId of [1, 2, 1]) await fill(businessId);
    for (const table of TABLES) {
      const counts = `SELECT business_id AS business, count(*) AS count FROM ${table} GROUP BY 1 ORDER BY 1`;
      const of = { notes: 100, tasks: 40, consents: 300, opt_outs: 4, imports: 20 }[table];
      expect([table, await dataSource.query(counts)]).toEqual([
        table,
        [1, 2].map((business) => ({ business, count: of })),
      ]);
    }
    const [calls] = await dataSource.query<object[]>(
      `SELECT count(*) AS calls, count(DISTINCT c.lead_id) AS leads, count(*) FILTER (WHERE c.business_id = l.business_id) AS own
         FROM calls c JOIN leads l ON l.id = c.lead_id`,
    );
    expect(calls).toEqual({ calls: 48, leads: 48, own: 48 });
    const held = 'SELECT business_id AS business, import_id FROM leads WHERE legal_hold ORDER BY 1';
    expect(await dataSource.query(held)).toEqual([1, 2].map((business) => ({ business, import_id: null })));
    const [imported] = await dataSource.query<object[]>(
      `SELECT sum(i.imported) = (SELECT count(*) FROM leads WHERE import_id IS NOT NULL) AS counted,
              bool_and(EXISTS (SELECT FROM leads l WHERE l.import_id = i.id AND l.business_id = i.business_id)
                       OR i.imported = 0) AS own FROM imports i`,
    );
    expect(imported).toEqual({ counted: true, own: true });
  }));
