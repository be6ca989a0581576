import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../../src/db/data-source.js';
import { migrateDatabase } from '../../src/db/migrate-database.js';
import { readServerLoad } from '../../src/db/repositories/server-load.js';
import type { ServerLoad } from '../../src/load/probes.js';
import { type Cleanups, withCleanups } from '../support/cleanups.js';
import { eventually } from '../support/eventually.js';
import { addLeads } from '../support/leads.js';
import { holdLock } from '../support/locks.js';
import { withPostgres } from '../support/own-services.js';
import { withReplica } from '../support/replica.js';
import { withTcpProxy } from '../support/tcp-proxy.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';
import { unhandledDuring } from '../support/unhandled.js';

const PATIENCE_MS = 10_000;
const UPDATE = `UPDATE leads SET name = 'B' WHERE business_id = 1`;

const asWorker = ({ url }: { readonly url: string }, { opened }: Cleanups): Promise<DataSource> => {
  const database = { url, poolSize: 2, tls: undefined };
  return opened(openDataSource(database, { applicationName: 'a-worker', role: 'bulkgate_worker' }), (source) =>
    source.destroy(),
  );
};

/** Another program that waits, until the end of the test. It waits when this resolves: whoever comes later stands behind it. */
async function waitFor(
  { url, dataSource }: TestDatabase,
  { opened }: Cleanups,
  statement: string,
  name = 'the-crm',
): Promise<void> {
  const opening = (async () => {
    const client = new pg.Client({ connectionString: url, application_name: name });
    await client.connect();
    return client;
  })();
  const session = await opened(opening, (client) => client.end());
  const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  session.query(statement).catch(() => undefined);
  const waits = 'SELECT FROM pg_locks WHERE pid = $1 AND NOT granted';
  await eventually(async () => (await dataSource.query<unknown[]>(waits, [rows[0]!.pid])).length > 0);
}

/** Waits until so many sessions of the database have waited for over a second, whoever they are and whatever for. */
async function untilOverASecond({ dataSource }: TestDatabase, count: number): Promise<void> {
  await eventually(async () => {
    const waits = await dataSource.query<unknown[]>(
      `SELECT DISTINCT l.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE NOT l.granted AND a.datname = current_database() AND l.waitstart < clock_timestamp() - interval '1 s'`,
    );
    expect(waits).toHaveLength(count);
  });
}

async function untilSeen(worker: DataSource, expected: Partial<ServerLoad>): Promise<void> {
  await eventually(async () => expect(await readServerLoad(worker, PATIENCE_MS)).toMatchObject(expected), 20_000);
}

test('the worker sees how many others wait for locks, and how many of them for a worker', () =>
  withDatabase(async (database, cleanups) => {
    const worker = await asWorker(database, cleanups);
    await addLeads(database.dataSource, 1, [{}, {}]);
    expect(await readServerLoad(worker, PATIENCE_MS)).toMatchObject({ blockedSessions: 0, lockWaits: 0 });

    const lock = await cleanups.opened(holdLock(database, UPDATE), (held) => held.letGo());
    await waitFor(database, cleanups, UPDATE);
    await waitFor(database, cleanups, UPDATE);
    // Neither a worker that waits, nor whoever waits to become the leader of something.
    await waitFor(database, cleanups, UPDATE, 'a-worker');
    await lock.query('SELECT pg_advisory_xact_lock(7)');
    await waitFor(database, cleanups, 'SELECT pg_advisory_lock(7)');
    // From here on one look must be right: while the waits are young, a probe that counts all four would see two for a moment.
    await untilOverASecond(database, 4);
    expect(await readServerLoad(worker, PATIENCE_MS)).toMatchObject({ lockWaits: 2, blockedSessions: 0 });

    await lock.query(`SET application_name = 'a-worker'`);
    expect(await readServerLoad(worker, PATIENCE_MS)).toMatchObject({ lockWaits: 2, blockedSessions: 1 });
    await lock.commit();
    await untilSeen(worker, { lockWaits: 0, blockedSessions: 0 });
  }));

test('a wait of less than a second is none, and neither is one in another database', () =>
  withDatabase((database, cleanups) =>
    withDatabase(async (other, cleanupsOfOther) => {
      const [worker, elsewhere] = [await asWorker(database, cleanups), await asWorker(other, cleanupsOfOther)];
      await cleanups.opened(holdLock(database, 'LOCK TABLE leads'), (held) => held.letGo());
      await waitFor(database, cleanups, UPDATE);
      await eventually(async () => (await readServerLoad(worker, PATIENCE_MS)).lockWaits === 1, 20_000, 1);
      const waits = await database.dataSource.query<{ ms: number }[]>(
        `SELECT extract(epoch FROM clock_timestamp() - waitstart)::float8 * 1000 AS ms FROM pg_locks
          WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
      );
      expect(waits).toEqual([{ ms: expect.any(Number) }]);
      expect(waits[0]!.ms).toBeGreaterThan(1_000);
      expect(await readServerLoad(elsewhere, PATIENCE_MS)).toMatchObject({ lockWaits: 0 });
    }),
  ));

test('connections at work, and a replica that does not follow; neither without the right to see them', () =>
  withPostgres((postgres) =>
    withReplica(postgres, (replica) =>
      withCleanups(async (cleanups) => {
        const { url } = postgres.first;
        await migrateDatabase({ url, tls: undefined }, 'up');
        const worker = await asWorker({ url }, cleanups);
        const owner = await cleanups.opened(
          openDataSource({ url, poolSize: 30, tls: undefined }, { applicationName: 'owner' }),
          (source) => source.destroy(),
        );
        await untilSeen(worker, { activeConnectionsPercent: 0, replicationLagMb: 0 });
        // Of 200.
        const busy = Array.from({ length: 20 }, () => owner.query('SELECT pg_sleep(4)'));
        await untilSeen(worker, { activeConnectionsPercent: 10 });
        await Promise.all(busy);
        await untilSeen(worker, { activeConnectionsPercent: 0 });

        const standby = new pg.Client({ connectionString: replica.url });
        await standby.connect();
        cleanups.defer(() => standby.end());
        await eventually(() => standby.query('SELECT pg_wal_replay_pause()'));
        await owner.query(`CREATE TABLE ballast AS SELECT repeat('x', 1000) FROM generate_series(1, 20000)`);
        await eventually(async () =>
          expect((await readServerLoad(worker, PATIENCE_MS)).replicationLagMb).toBeGreaterThan(10),
        );
        await standby.query('SELECT pg_wal_replay_resume()');
        await untilSeen(worker, { replicationLagMb: 0 });

        await owner.query('REVOKE pg_read_all_stats FROM bulkgate_finder');
        expect(await readServerLoad(worker, PATIENCE_MS)).toEqual({
          ...{ blockedSessions: 0, lockWaits: 0, activeConnectionsPercent: null, replicationLagMb: null },
        });
      }),
    ),
  ));

test('a look that takes too long ends on the server, too', () =>
  withDatabase(async (database, cleanups) => {
    const worker = await asWorker(database, cleanups);
    await cleanups.opened(holdLock(database, 'LOCK TABLE pg_catalog.pg_stat_activity'), (held) => held.letGo());
    await expect(readServerLoad(worker, 200)).rejects.toThrow('statement timeout');
  }));

test('a look whose connection is cut fails, and leaves no failure behind that would end the process', () =>
  withDatabase(({ url }, cleanups) =>
    withTcpProxy(new URL(url).host, async (proxy) => {
      const address = new URL(url);
      address.host = proxy.address;
      const worker = await asWorker({ url: address.href }, cleanups);
      const unhandled = await unhandledDuring(async () => {
        const sent = once([...proxy.sockets][0]!, 'data');
        proxy.hold();
        const look = expect(readServerLoad(worker, PATIENCE_MS)).rejects.toThrow();
        await sent;
        proxy.breakAll();
        await look;
      });
      expect(unhandled).toEqual([]);
    }),
  ));
