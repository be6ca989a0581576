import { expect, test } from '@jest/globals';
import { openDataSource } from '../../src/db/data-source.js';
import { rowLevelSecurityOn } from '../../src/db/migrations/row-level-security.js';
import { Business } from '../../src/db/business.js';
import { query } from '../../src/db/transaction.js';
import { withDatabase } from '../support/test-database.js';

test('within a business nothing of another is seen, changed or made, and nothing at all outside of one', () =>
  withDatabase(async ({ url, dataSource: owner }, cleanups) => {
    await owner.query('CREATE TABLE things (id integer PRIMARY KEY, business_id integer NOT NULL)');
    await owner.query(rowLevelSecurityOn('things', { api: 'SELECT, INSERT, UPDATE, DELETE' }));
    await owner.query('INSERT INTO things VALUES (1, 1), (2, 2)');
    const database = { url, poolSize: 2, tls: undefined };
    const api = await cleanups.opened(
      openDataSource(database, { applicationName: 'test', role: 'bulkgate_api' }),
      (opened) => opened.destroy(),
    );

    expect(await query(api, 'SELECT current_user AS name, session_user <> current_user AS other')).toEqual([
      { name: 'bulkgate_api', other: true },
    ]);
    const one = new Business(api, 1);
    const all = 'SELECT id FROM things ORDER BY id';
    expect(await one.query(all)).toEqual([{ id: 1 }]);
    expect(await new Business(api, 2).transaction((sql) => sql.query(all))).toEqual([{ id: 2 }]);
    expect(await one.query('UPDATE things SET id = id + 10 RETURNING id')).toEqual([{ id: 11 }]);
    await expect(one.query('INSERT INTO things VALUES (3, 2)')).rejects.toThrow('row-level security');
    await expect(one.query('UPDATE things SET business_id = 2')).rejects.toThrow('row-level security');
    await expect(one.query('SELECT nonsense')).rejects.toMatchObject({ code: '42703' });
    // The same connections, after transactions that had a business: the setting is gone with them.
    for (let look = 0; look < 4; look++) expect(await query(api, all)).toEqual([]);
    expect(await query(owner, all)).toEqual([{ id: 2 }, { id: 11 }]);
    expect(() => new Business(api, 0)).toThrow(TypeError);
  }));
