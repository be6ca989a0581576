import { expect, test as testApart } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { freeGate, GateStaysHeld } from '../../src/jobs/free-gate.js';
import { readGateOverview } from '../../src/jobs/gate-overview.js';
import { openDataSource } from '../../src/db/data-source.js';
import { createTemporalClient } from '../../src/temporal/connection.js';
import { acceptedJob } from '../support/accepted-job.js';
import { shareApi } from '../support/shared-api.js';
import { withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { auditEntries } from '../support/audit.js';
import { withCommitLink } from '../support/commit-link.js';
import { withSilentServer } from '../support/tcp-server.js';

const test = shareApi();

const key = (businessId: number, type: string): string => `bulk_gate:lock:${businessId}:${type}`;
const START = { type: 'delete_leads_bulk', selection: { all: true } };

test('the gate shows what is held in the business: ours with its job, foreign values as they are', async ({
  ask,
  redis,
}) => {
  expect((await ask('/api/v1/gate')).body).toEqual({ items: [], drains: [] });
  const { body: job } = await ask<{ id: string; createdAt: string }>('/api/v1/jobs', { body: START });
  const crashed = '0190a1b2-0000-7000-8000-000000000000';
  await redis.set(key(1, 'broadcast_whatsapp'), 'locked');
  await redis.set(key(1, 'delete_receipts_all'), 'job_123', 'EX', 90);
  await redis.set(key(1, 'update_leads_bulk'), `job_${crashed}`, 'EX', 60);
  await redis.set(key(2, 'delete_leads_bulk'), 'locked');
  await redis.set(key(11, 'delete_leads_bulk'), 'locked');
  const nobody = { jobId: null, status: null, startedAt: null, processed: null, total: null };
  const { body } = await ask<{ items: { ttlSeconds: number }[] }>('/api/v1/gate');
  expect(body.items).toEqual([
    { type: 'broadcast_whatsapp', holder: nobody, value: 'locked', foreign: true, ttlSeconds: null },
    {
      type: 'delete_leads_bulk',
      holder: { jobId: job.id, status: 'pending', startedAt: job.createdAt, processed: 0, total: null },
      value: `job_${job.id}`,
      foreign: false,
      ttlSeconds: expect.any(Number),
    },
    { type: 'delete_receipts_all', holder: nobody, value: 'job_123', foreign: true, ttlSeconds: expect.any(Number) },
    {
      type: 'update_leads_bulk',
      holder: { ...nobody, jobId: crashed },
      value: `job_${crashed}`,
      foreign: false,
      ttlSeconds: expect.any(Number),
    },
  ]);
  expect(body.items[1]!.ttlSeconds).toBeGreaterThan(3_590);
  expect(body.items[2]!.ttlSeconds).toBeLessThanOrEqual(90);
  const other = await ask<{ items: object[] }>('/api/v1/gate', { token: await testToken(2) });
  expect(other.body.items).toHaveLength(1);
});

test('a start is refused by a foreign value without a word on its holder', async ({ ask, redis, traces }) => {
  await redis.set(key(1, 'delete_leads_bulk'), 'locked');
  const { status, body } = await ask<{ code: string; holder: object }>('/api/v1/jobs', { body: START });
  expect([status, body.code]).toEqual([409, 'gate_held']);
  expect(body.holder).toMatchObject({ jobId: null, status: null, ttlSeconds: null });
  expect(await redis.get(key(1, 'delete_leads_bulk'))).toBe('locked');
  expect(await traces()).toMatchObject({ jobs: 0 });
});

test('a key of another Redis type refuses a start like any foreign value, and is listed by its type', async ({
  ask,
  redis,
  traces,
}) => {
  await redis.hset(key(1, 'delete_leads_bulk'), 'owner', 'somebody');
  const { status, body } = await ask<{ code: string; holder: object }>('/api/v1/jobs', { body: START });
  expect([status, body.code]).toEqual([409, 'gate_held']);
  expect(body.holder).toMatchObject({ jobId: null, status: null, ttlSeconds: null });
  const listed = await ask<{ items: object[] }>('/api/v1/gate');
  expect(listed.status).toBe(200);
  expect(listed.body.items).toMatchObject([
    { type: 'delete_leads_bulk', value: '(hash)', foreign: true, holder: { jobId: null }, ttlSeconds: null },
  ]);
  expect(await redis.hgetall(key(1, 'delete_leads_bulk'))).toEqual({ owner: 'somebody' });
  expect(await traces()).toMatchObject({ jobs: 0 });
});

test('the id of another business’s job in a lock tells nothing of that job, and settles nothing', async (api) => {
  const { ask, redis, dataSource } = api;
  const others = await testToken(2);
  const { body: theirs } = await ask<{ id: string }>('/api/v1/jobs', { body: START, token: others });
  await dataSource.query(
    `UPDATE jobs SET status = 'running', started_at = clock_timestamp(), total = 500, processed = 123, succeeded = 123
        WHERE id = $1`,
    [theirs.id],
  );
  await redis.set(key(1, 'delete_leads_bulk'), `job_${theirs.id}`, 'EX', 600);
  const { status, body } = await ask<{ code: string; holder: object }>('/api/v1/jobs', { body: START });
  expect([status, body.code]).toEqual([409, 'gate_held']);
  // As for a click that has not got its row yet: all of it can be read in the lock itself.
  expect(body.holder).toMatchObject({ status: 'pending', processed: 0, total: null });
  const listed = await ask<{ items: object[] }>('/api/v1/gate');
  expect(listed.body.items).toMatchObject([{ holder: { status: null, processed: null, total: null } }]);

  // Older than a click may take, it is a leftover: the button works again, and the other business's job goes on.
  const old = await acceptedJob(dataSource, {
    ...{ id: uuidV7({ msecs: Date.now() - 60_000 }), businessId: 3, operationType: 'delete_leads_bulk' },
  });
  const before = await api.job(old);
  await redis.set(key(1, 'delete_leads_bulk'), `job_${old}`, 'EX', 600);
  expect((await ask('/api/v1/jobs', { body: START })).status).toBe(202);
  expect(await api.job(old)).toEqual(before);
});

testApart('a lock is freed by hand only by its very value, and never while its workflow may be open', async () => {
  await withApi({}, async (api) => {
    const { database, gate, client, redis, config } = api;
    const { body: job } = await api.ask<{ id: string }>('/api/v1/jobs', { body: START });
    await redis.set(key(2, 'delete_leads_bulk'), 'locked');
    const parts = { gate, client, openDatabase: () => database.as('bulkgate_worker') };
    expect(await readGateOverview(parts)).toMatchObject({
      locks: [
        { businessId: 1, jobId: job.id, jobStatus: 'pending' },
        { businessId: 2, value: 'locked', jobId: null, jobStatus: null, ttlSeconds: null },
      ],
      ...{ jobsWithoutLock: [], drains: [], databaseFault: null },
    });
    const by = { reason: 'test', by: 'oncall-1' };
    const ours = { businessId: 1, operationType: 'delete_leads_bulk', expected: `job_${job.id}`, ...by };
    const foreign = { businessId: 2, operationType: 'delete_leads_bulk', expected: 'locked', ...by };
    await expect(freeGate(parts, ours)).rejects.toThrow(/workflow of job .* is open/);
    await expect(freeGate(parts, { ...foreign, expected: 'other' })).rejects.toThrow('another value now: locked');
    await expect(freeGate(parts, { ...foreign, businessId: 3 })).rejects.toBeInstanceOf(GateStaysHeld);
    await withSilentServer(async (address) => {
      const away = createTemporalClient({ ...config.temporal, address });
      await expect(freeGate({ ...parts, client: away.client }, ours)).rejects.toThrow('Temporal cannot be asked');
      await away.connection.close();
    });
    expect(await redis.get(key(1, 'delete_leads_bulk'))).toBe(`job_${job.id}`);
    expect(await freeGate(parts, foreign)).toEqual({ ttlSeconds: null });
    await client.workflow.getHandle(`bulk:1:delete_leads_bulk:${job.id}`).terminate('for the test');
    expect((await freeGate(parts, ours)).ttlSeconds).toBeGreaterThan(0);
    const entry = { action: 'gate.free', subject: 'oncall-1', target: job.id };
    expect((await auditEntries(api.dataSource, 1)).slice(1)).toMatchObject([
      { ...entry, result: 'refused', reason: 'workflow_open' },
      { ...entry, result: 'refused', reason: 'temporal_unavailable' },
      { ...entry, result: 'done' },
    ]);
    expect(await auditEntries(api.dataSource, 3)).toMatchObject([{ result: 'refused', reason: 'not_held' }]);

    // Redis has freed it and PostgreSQL has committed, but nobody was told: it is written down once.
    await redis.set(key(2, 'delete_leads_bulk'), 'locked');
    await withCommitLink(database.url, async (link) => {
      const linked = await openDataSource(
        { url: link.url, poolSize: 2, tls: undefined },
        { applicationName: 'test', role: 'bulkgate_worker' },
      );
      const caught = link.catchCommitOf('append_audit', 'answer', 'break');
      await freeGate({ ...parts, openDatabase: () => Promise.resolve(linked) }, foreign);
      await caught;
      await linked.destroy();
    });
    const done = { action: 'gate.free', result: 'done', reason: null };
    expect((await auditEntries(api.dataSource, 2)).slice(-2)).toMatchObject([
      { ...done, seq: 2 },
      { ...done, seq: 3 },
    ]);
    expect(await gate.list()).toEqual([]);
  });
});
