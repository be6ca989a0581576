import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../../src/db/data-source.js';
import { isUnreachable } from '../../src/db/postgres-error.js';
import { inTransaction, query } from '../../src/db/transaction.js';
import { withinMs } from '../../src/observability/time-limit.js';
import { withCleanups } from '../support/cleanups.js';
import { eventually } from '../support/eventually.js';
import { withPostgres } from '../support/own-services.js';

/** `statement_timeout`; the client gives a server that does not even tell of it 5 s more. */
const STATEMENT_TIMEOUT_MS = 1_000;
const SILENT_AFTER_MS = STATEMENT_TIMEOUT_MS + 5_000;
/** For a busy machine: what waits for ever waits longer. */
const GIVEN_UP_AFTER_MS = 10 * SILENT_AFTER_MS;

test('a frozen PostgreSQL is noticed by the client, in a transaction too, and no half of one is there when it wakes', () =>
  withPostgres(({ first: postgres }) =>
    withCleanups(async ({ opened }) => {
      const dataSource = await opened(
        openDataSource(
          { url: postgres.url, poolSize: 2, tls: undefined },
          { applicationName: 'test', timeoutsMs: { statement_timeout: STATEMENT_TIMEOUT_MS } },
        ),
        (source) => source.destroy(),
      );
      await dataSource.query('CREATE TABLE notes (id integer PRIMARY KEY)');
      const insert = (id: number): Promise<unknown> =>
        inTransaction(dataSource, (sql) => sql.query('INSERT INTO notes (id) VALUES ($1)', [id]));
      // Both connections of the pool are open from here on.
      await Promise.all([insert(1), insert(2), query(dataSource, 'SELECT pg_sleep(0.1)')]);

      const since = performance.now();
      const answers = await whileAllFrozen(postgres.pid, dataSource, () =>
        withinMs(Promise.allSettled([query(dataSource, 'SELECT count(*) FROM notes'), insert(3)]), GIVEN_UP_AFTER_MS),
      );
      expect(performance.now() - since).toBeGreaterThan(SILENT_AFTER_MS - 100);
      expect(answers).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
      for (const answer of answers) expect(isUnreachable((answer as PromiseRejectedResult).reason)).toBe(true);

      const ids = (): Promise<{ id: number }[]> => query(dataSource, 'SELECT id FROM notes ORDER BY id');
      expect(await eventually(ids)).toEqual([{ id: 1 }, { id: 2 }]);
      await Promise.all([insert(4), insert(5)]);
      // What was sent before the freeze would be carried out by now.
      expect(await ids()).toEqual([{ id: 1 }, { id: 2 }, { id: 4 }, { id: 5 }]);
    }),
  ));

/** Freezes the server and each of its sessions: they are processes of their own, and answer without their parent. */
async function whileAllFrozen<T>(serverPid: number, dataSource: DataSource, work: () => Promise<T>): Promise<T> {
  const sessions = await query<{ pid: number }>(
    dataSource,
    `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'`,
  );
  const pids = [serverPid, ...sessions.map(({ pid }) => pid)];
  pids.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  try {
    return await work();
  } finally {
    pids.forEach((pid) => process.kill(pid, 'SIGCONT'));
  }
}
