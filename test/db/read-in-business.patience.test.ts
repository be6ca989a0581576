import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../../src/db/data-source.js';
import { Business, ReadTooSlow } from '../../src/db/business.js';
import { eventually } from '../support/eventually.js';
import { sessions } from '../support/locks.js';
import { withDatabase } from '../support/test-database.js';

const SLEEP = 'SELECT pg_sleep(20) AS a_long_read';

/** A pool of one connection, and a look at what its server is doing. */
async function withOneConnection(
  test: (api: DataSource, sleeping: () => Promise<number>) => Promise<void>,
): Promise<void> {
  await withDatabase(async ({ url, dataSource }, { opened }) => {
    const database = { url, poolSize: 1, tls: undefined };
    const api = await opened(openDataSource(database, { applicationName: 'test', role: 'bulkgate_api' }), (source) =>
      source.destroy(),
    );
    await test(api, () => sessions(dataSource, `state = 'active' AND query = $1`, [SLEEP]));
  });
}

test('a read whose client leaves is cancelled in PostgreSQL, and no cancel meets the next user of its connection', () =>
  withOneConnection(async (api, sleeping) => {
    for (let round = 0; round < 10; round++) {
      const gone = new AbortController();
      const read = new Business(api, 1, { timeoutMs: 30_000, gone: gone.signal }).query(SLEEP);
      read.catch(() => undefined);
      // Also before the statement has begun.
      if (round % 2 === 0) await eventually(async () => (await sleeping()) === 1);
      gone.abort(new Error('the client has left'));
      await expect(read).rejects.toThrow('the client has left');
      // The server says so before it calls itself idle; one that was not cancelled sleeps for longer than this look waits.
      await eventually(async () => (await sleeping()) === 0, 10_000);
      expect(await new Business(api, 1).query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    }
  }));

test('a read that waits for its turn ends without a statement, and one that takes too long says so', () =>
  withOneConnection(async (api, sleeping) => {
    const [first, second] = [new AbortController(), new AbortController()];
    const running = new Business(api, 1, { timeoutMs: 30_000, gone: first.signal }).query(SLEEP);
    running.catch(() => undefined);
    await eventually(async () => (await sleeping()) === 1);
    const waiting = new Business(api, 1, { timeoutMs: 30_000, gone: second.signal }).query(SLEEP);
    second.abort(new Error('left in the queue'));
    await expect(waiting).rejects.toThrow('left in the queue');
    first.abort(new Error('left'));
    await expect(running).rejects.toThrow('left');
    const slow = new Business(api, 1, { timeoutMs: 100, gone: new AbortController().signal }).query(SLEEP);
    await expect(slow).rejects.toThrow(ReadTooSlow);
    // The time was the transaction's own.
    expect(await new Business(api, 1).query('SHOW statement_timeout')).toEqual([{ statement_timeout: '30s' }]);
  }));
