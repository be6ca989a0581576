import { expect, test } from '@jest/globals';
import { openDataSource } from '../../src/db/data-source.js';
import { MAX_STATEMENTS, preparing } from '../../src/db/prepared-statements.js';
import { inTransaction, query } from '../../src/db/transaction.js';
import { withDatabase } from '../support/test-database.js';

test('a statement is parsed once per connection, and texts without end do not pile up', () =>
  withDatabase(async ({ url }, cleanups) => {
    const pool = await cleanups.opened(
      openDataSource({ url, poolSize: 1, tls: undefined }, { applicationName: 'test' }),
      (opened) => opened.destroy(),
    );
    const ask = (text: string) =>
      inTransaction(pool, (sql) => preparing(sql).query<{ sum: number }>(text, [2])).then(([row]) => row!.sum);
    const kept = () =>
      query<{ statement: string; executions: number }>(
        pool,
        'SELECT statement, (generic_plans + custom_plans)::int AS executions FROM pg_prepared_statements ORDER BY 1',
      );

    for (let n = 0; n < 3; n++) expect(await ask('SELECT 1 + $1::int AS sum')).toBe(3);
    expect(await kept()).toEqual([{ statement: 'SELECT 1 + $1::int AS sum', executions: 3 }]);
    for (let n = 0; n < MAX_STATEMENTS; n++) expect(await ask(`SELECT ${n} + $1::int AS sum`)).toBe(n + 2);
    expect(await kept()).toHaveLength(MAX_STATEMENTS);
  }));
