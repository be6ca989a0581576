import { expect, test } from '@jest/globals';
import pg from 'pg';
import { startRedis } from '../../scripts/stack/redis.mjs';
import { acceptedJob } from '../support/accepted-job.js';
import { allEvents } from '../support/all-events.js';
import { withApi } from '../support/api.js';
import { withPostgres } from '../support/own-services.js';
import { services } from '../support/services.js';
import { withTcpProxy } from '../support/tcp-proxy.js';

const RUNNING = `status = 'running', started_at = now(), heartbeat_at = now(), total = 10`;

test('a stream of all jobs says that PostgreSQL has stopped and that it is back, and goes on', () =>
  withPostgres((postgres) =>
    withApi({ databaseUrl: postgres.first.url }, async (api) => {
      const id = await acceptedJob(api.dataSource);
      await api.dataSource.query(`UPDATE jobs SET ${RUNNING}`);
      const events = await allEvents(api.url);
      await events.next('snapshot');
      await postgres.stop();
      expect(await events.next()).toMatchObject({ name: 'state', data: { database: 'away', redis: 'up' } });
      expect(api.logged.filter(({ msg }) => String(msg).startsWith('the jobs of a business'))).toHaveLength(1);
      // Who comes meanwhile is told as much, and gets the snapshot when it can be had.
      const late = await allEvents(api.url);
      expect(await late.next()).toMatchObject({ name: 'state', data: { database: 'away' } });
      await postgres.startAgain();
      expect(await events.next()).toMatchObject({ name: 'state', data: { database: 'up', redis: 'up' } });
      await api.dataSource.query('UPDATE jobs SET processed = 3, succeeded = 3');
      expect(await events.next()).toMatchObject({ name: 'job', data: { id, processed: 3 } });
      events.close();
      late.close();
    }),
  ));

test('what ended while PostgreSQL was silent is told afterwards, however long ago it ended', () => {
  const server = new URL(services.databaseUrl);
  return withTcpProxy(server.host, (proxy) => {
    const proxied = new URL(server);
    proxied.host = proxy.address;
    return withApi({ databaseUrl: proxied.href }, async (api) => {
      const id = await acceptedJob(api.dataSource);
      await api.dataSource.query(`UPDATE jobs SET ${RUNNING}`);
      const events = await allEvents(api.url);
      await events.next('snapshot');
      proxy.hold();
      expect(await events.next()).toMatchObject({ name: 'state', data: { database: 'away' } });
      const direct = new URL(api.database.url);
      direct.port = server.port;
      const client = new pg.Client({ connectionString: direct.href });
      await client.connect();
      await client.query(
        `UPDATE jobs SET status = 'completed', not_attempted = 10, finished_at = now() - interval '2 hours'`,
      );
      await client.end();
      proxy.letGo();
      expect(await events.next()).toMatchObject({ name: 'state', data: { database: 'up' } });
      // In the look that was under way, or in the one after it; and no more of it from then on.
      expect(await events.next()).toMatchObject({ name: 'job', data: { id, status: 'completed' } });
      const next = await acceptedJob(api.dataSource);
      expect(await events.next()).toMatchObject({ name: 'job', data: { id: next } });
      events.close();
    });
  });
});

test('a stream of all jobs says that Redis has stopped and that it is back', () =>
  withApi({}, async (api) => {
    const id = await acceptedJob(api.dataSource);
    await api.dataSource.query(`UPDATE jobs SET ${RUNNING}`);
    const events = await allEvents(api.url);
    expect((await events.next('snapshot')).data.items[0]).toMatchObject({ id, gate: { held: false } });
    await api.redisServer.stop();
    expect(await events.next()).toMatchObject({ name: 'state', data: { database: 'up', redis: 'away' } });
    expect(await events.next()).toMatchObject({ name: 'job', data: { id, gate: { held: null } } });
    const again = await startRedis({ dir: api.redisDir, port: api.redisServer.port });
    try {
      expect(await events.next()).toMatchObject({ name: 'state', data: { database: 'up', redis: 'up' } });
      expect(await events.next()).toMatchObject({ name: 'job', data: { id, gate: { held: false } } });
    } finally {
      events.close();
      await again.stop();
    }
  }));
