import { expect, test as testApart } from '@jest/globals';
import { acceptedJob } from '../support/accepted-job.js';
import { allEvents } from '../support/all-events.js';
import type { TestApi } from '../support/api.js';
import { logIn } from '../support/browser-session.js';
import { eventually } from '../support/eventually.js';
import { shareApi } from '../support/shared-api.js';
import { withSystem } from '../support/system.js';
import { testToken } from '../support/test-token.js';

const test = shareApi();

test('a stream of all jobs shows what there is, then each change, and what ended in its final state once', async (api) => {
  await endedJob(api, '2 minutes');
  const ended = await endedJob(api, '5 seconds');
  const live = await acceptedJob(api.dataSource);
  await write(api, live, `status = 'running', started_at = now(), heartbeat_at = now(), total = 10`);
  await api.gate.acquire({ businessId: 1, operationType: 'canary_increment' }, live, 60);
  const events = await allEvents(api.url);
  expect(await events.next()).toMatchObject({ name: 'state', data: { database: 'up', redis: 'up' } });
  const { name, data } = await events.next();
  expect([name, ...data.items.map(({ id, status, gate }) => [id, status, gate!.held])]).toEqual([
    'snapshot',
    [live, 'running', true],
    [ended, 'cancelled', false],
  ]);

  await write(api, live, 'processed = 4, succeeded = 4');
  expect(await events.next()).toMatchObject({ name: 'job', data: { id: live, processed: 4 } });
  await write(api, live, `status = 'completed', not_attempted = 6, finished_at = clock_timestamp()`);
  // Begun and ended between two looks.
  const short = await endedJob(api, '0 seconds');
  const last = [await events.next(), await events.next()];
  expect(last.map(({ name: kind, data: { id, status } }) => [kind, id, status]).sort()).toEqual(
    [
      ['job', live, 'completed'],
      ['job', short, 'cancelled'],
    ].sort(),
  );
  // The lock of the job that ended is freed later than its row is written, and that is no news.
  await api.gate.release({ businessId: 1, operationType: 'canary_increment' }, live);
  const next = await acceptedJob(api.dataSource);
  expect(await events.next()).toMatchObject({ name: 'job', data: { id: next, status: 'pending' } });
  events.close();
});

test('whoever comes back gets a snapshot', async (api) => {
  const id = await acceptedJob(api.dataSource);
  const first = await allEvents(api.url);
  const { id: lastEventId } = await first.next('snapshot');
  first.close();
  await write(api, id, `status = 'cancelled', total = 0, not_attempted = 0, finished_at = clock_timestamp()`);
  const authorization = `Bearer ${await testToken(1, 'viewer')}`;
  const again = await allEvents(api.url, { authorization, 'last-event-id': lastEventId });
  expect((await again.next()).name).toBe('state');
  expect(await again.next()).toMatchObject({ name: 'snapshot', data: { items: [{ id, status: 'cancelled' }] } });
  again.close();
});

test('nothing of another business appears', async (api) => {
  const other = await allEvents(api.url, { authorization: `Bearer ${await testToken(2, 'viewer')}` });
  const own = await allEvents(api.url);
  expect((await other.next('snapshot')).data.items).toEqual([]);
  const id = await acceptedJob(api.dataSource);
  expect(await own.next('job')).toMatchObject({ data: { id, status: 'pending' } });
  await write(api, id, `status = 'cancelled', total = 0, not_attempted = 0, finished_at = clock_timestamp()`);
  await eventually(async () => (await own.next('job')).data.status === 'cancelled');
  const theirs = await acceptedJob(api.dataSource, { businessId: 2 });
  expect(await other.next()).toMatchObject({ name: 'job', data: { id: theirs } });
  own.close();
  other.close();
});

test('a job whose row is gone is missing in a new snapshot', async (api) => {
  const id = await acceptedJob(api.dataSource);
  const events = await allEvents(api.url);
  expect((await events.next('snapshot')).data.items).toHaveLength(1);
  await api.dataSource.query('DELETE FROM jobs WHERE id = $1', [id]);
  expect((await events.next('snapshot')).data.items).toEqual([]);
  events.close();
});

test('an open stream keeps no session alive, neither does opening one, and it ends with the session’s silence', async (api) => {
  const { cookie } = await logIn(api.url, { role: 'viewer' });
  const usedAgo = (age: string) =>
    api.dataSource.query(`UPDATE sessions SET last_used_at = clock_timestamp() - interval '${age}'`);
  const usedAt = async () =>
    (await api.dataSource.query<{ at: string }[]>('SELECT last_used_at AS at FROM sessions'))[0]!.at;
  await usedAgo('20 minutes');
  const before = await usedAt();
  const events = await allEvents(api.url, { cookie });
  await events.next('snapshot');
  await acceptedJob(api.dataSource);
  await events.next('job');
  expect(await usedAt()).toEqual(before);
  await usedAgo('31 minutes');
  await events.rest();
  const { status } = await api.ask('/api/v1/session', { token: null, headers: { cookie } });
  expect(status).toBe(401);
});

test('a session of which a page alone has read ends by silence', async (api) => {
  const { cookie } = await logIn(api.url, { role: 'viewer' });
  const ask = (headers: Record<string, string>) =>
    api.ask('/api/v1/jobs', { token: null, headers: { cookie, ...headers } });
  const usedAgo = (age: string) =>
    api.dataSource.query(`UPDATE sessions SET last_used_at = clock_timestamp() - interval '${age}'`);
  const usedLately = () =>
    api.dataSource.query<object[]>(
      `SELECT 1 FROM sessions WHERE last_used_at > clock_timestamp() - interval '10 minutes'`,
    );
  await usedAgo('20 minutes');
  expect((await ask({ 'x-unattended': 'true' })).status).toBe(200);
  expect(await usedLately()).toHaveLength(0);
  await ask({ 'x-unattended': 'false' });
  expect(await usedLately()).toHaveLength(1);
  await usedAgo('31 minutes');
  expect((await ask({ 'x-unattended': 'true' })).status).toBe(401);
});

test('a session tells when its silence ends it, and a request moves that moment', async (api) => {
  const { cookie } = await logIn(api.url, { role: 'viewer' });
  const look = async () => {
    const { body } = await api.ask<{ expiresAt: string; idleExpiresAt: string; permissions: string[] }>(
      ...(['/api/v1/session', { token: null, headers: { cookie } }] as const),
    );
    return body;
  };
  const first = await look();
  expect(first.permissions).toEqual(['read']);
  const ends = async (): Promise<number> => {
    const [row] = await api.dataSource.query<{ ms: number }[]>(
      `SELECT round(extract(epoch FROM last_used_at) * 1000)::float8 AS ms FROM sessions`,
    );
    return row!.ms + 1_800_000;
  };
  expect(Math.abs(Date.parse(first.idleExpiresAt) - (await ends()))).toBeLessThan(2);
  await api.dataSource.query(`UPDATE sessions SET last_used_at = last_used_at - interval '20 minutes'`);
  const second = await look();
  expect(Date.parse(second.idleExpiresAt)).toBeGreaterThanOrEqual(Date.parse(first.idleExpiresAt));
  expect(Math.abs(Date.parse(second.idleExpiresAt) - (await ends()))).toBeLessThan(2);
  // It ends no later than the session.
  await api.dataSource.query(`UPDATE sessions SET expires_at = clock_timestamp() + interval '5 minutes'`);
  const third = await look();
  expect(third.idleExpiresAt).toBe(third.expiresAt);
});

testApart('a process that stops ends its streams, and the next one has another id', () =>
  withSystem({}, async (system) => {
    const first = await system.startApi();
    const events = await allEvents(first.url);
    const { serverId } = (await events.next('state')).data;
    await events.next('snapshot');
    await Promise.all([first.stop(), events.rest()]);
    const second = await system.startApi();
    const again = await allEvents(second.url);
    const { data } = await again.next('state');
    expect(data.serverId).not.toBe(serverId);
    await again.next('snapshot');
    again.close();
  }),
);

/** A job that ended so long ago, and of which no look was made before. */
async function endedJob(api: TestApi, age: string): Promise<string> {
  const id = await acceptedJob(api.dataSource, { operationType: 'other_operation' });
  const finishedAt = `clock_timestamp() - interval '${age}'`;
  await write(api, id, `status = 'cancelled', total = 0, not_attempted = 0, finished_at = ${finishedAt}`);
  return id;
}

/** What a worker would write. */
async function write({ dataSource }: TestApi, id: string, columns: string): Promise<void> {
  await dataSource.query(`UPDATE jobs SET ${columns} WHERE id = $1`, [id]);
}
