import { expect, test } from '@jest/globals';
import { openDataSource } from '../../src/db/data-source.js';
import { rowLevelSecurityOn } from '../../src/db/migrations/row-level-security.js';
import { Business } from '../../src/db/business.js';
import { query } from '../../src/db/transaction.js';
import { withDatabase } from '../support/test-database.js';

/** After five executions PostgreSQL may keep a plan for any parameters. */
const EXECUTIONS = 20;

test('a prepared statement is parsed once per connection and shows each business its own rows, whoever came first', () =>
  withDatabase(async ({ url, dataSource: owner }, cleanups) => {
    await owner.query('CREATE TABLE things (id integer PRIMARY KEY, business_id integer NOT NULL)');
    await owner.query(rowLevelSecurityOn('things', { api: 'SELECT' }));
    await owner.query('INSERT INTO things VALUES (1, 1), (2, 2)');
    const database = { url, poolSize: 1, tls: undefined };
    const api = await cleanups.opened(
      openDataSource(database, { applicationName: 'test', role: 'bulkgate_api' }),
      (opened) => opened.destroy(),
    );

    // Without the business in its conditions: the wall alone is asked.
    const find = (businessId: number) =>
      new Business(api, businessId).queryPrepared('find_things', 'SELECT id FROM things WHERE id > $1', [0]);
    for (let n = 0; n < EXECUTIONS; n++) {
      const businessId = 1 + (n % 2);
      expect(await find(businessId)).toEqual([{ id: businessId }]);
    }
    expect(await find(3)).toEqual([]);
    const prepared = await query<{ name: string; executions: number }>(
      api,
      'SELECT name, (generic_plans + custom_plans)::int AS executions FROM pg_prepared_statements',
    );
    expect(prepared).toContainEqual({ name: 'find_things', executions: EXECUTIONS + 1 });
  }));
