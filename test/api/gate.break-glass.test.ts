import { expect, test as testApart } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { auditEntries } from '../support/audit.js';
import { makeKey } from '../support/api-keys.js';
import { type TestApi, withApi } from '../support/api.js';
import { openSession } from '../support/browser-session.js';
import { eventually } from '../support/eventually.js';
import { addManyLeads, leadsOf } from '../support/leads.js';
import { statementBlocked, whileLocked } from '../support/locks.js';
import { rawRequest } from '../support/raw-request.js';
import { shareApi } from '../support/shared-api.js';
import { FAST_CANARY } from '../support/system.js';
import { testToken } from '../support/test-token.js';

const test = shareApi();

const TYPE = 'delete_leads_bulk';
const JOBS = '/api/v1/jobs';
const GATE = `/api/v1/gate/${TYPE}`;
const LOCK = `bulk_gate:lock:1:${TYPE}`;
const START = { type: TYPE, selection: { all: true } };
const REASON = 'left by the old queue, ticket 123';

interface Freed {
  readonly code: string;
  readonly errors: { readonly field: string }[];
}

async function free({ ask }: TestApi, body: object, token?: string, path = GATE) {
  const admin = token ?? (await testToken(1, 'admin', 'admin-1'));
  const { status, body: answer } = await ask<Freed>(path, { method: 'DELETE', body, token: admin });
  return { status, body: answer };
}

const entries = async ({ dataSource }: TestApi) =>
  (await auditEntries(dataSource)).filter(({ action }) => action === 'gate.free');

test('an admin frees a foreign lock that he has seen, and that says who and why in the log', async (api) => {
  const { redis } = api;
  expect(await free(api, { value: 'locked', reason: REASON })).toMatchObject({
    status: 404,
    body: { code: 'not_held' },
  });
  await redis.set(LOCK, 'locked');
  await redis.set(`bulk_gate:lock:2:${TYPE}`, 'locked');
  const other = { status: 409, body: { code: 'value_changed' } };
  expect(await free(api, { value: 'job_123', reason: REASON })).toMatchObject(other);
  expect(await free(api, { value: 'job_123', reason: REASON, force: true })).toMatchObject(other);
  expect(await redis.get(LOCK)).toBe('locked');
  const freed = { status: 200, body: { type: TYPE, jobId: null, ended: false } };
  expect(await free(api, { value: 'locked', reason: REASON })).toEqual(freed);
  expect(await redis.keys('*')).toEqual([`bulk_gate:lock:2:${TYPE}`]);
  const entry = { subject: 'admin-1', operationType: TYPE, target: null };
  expect((await entries(api)).at(-1)).toMatchObject({ ...entry, result: 'done', reason: `given: ${REASON}` });
  expect((await entries(api)).slice(0, -1).every(({ result }) => result === 'refused')).toBe(true);
});

test('a bad request names its field, and leaves the lock as it is', async (api) => {
  await api.redis.set(LOCK, 'locked');
  const bad: [string, object][] = [
    ['reason', { value: 'locked' }],
    ['reason', { value: 'locked', reason: 'no' }],
    ['value', { reason: REASON }],
    ['value', { value: '', reason: REASON }],
    ['force', { value: 'locked', reason: REASON, force: 'yes' }],
    ['by', { value: 'locked', reason: REASON, by: 'me' }],
  ];
  for (const [field, body] of bad) {
    const { status, body: problem } = await free(api, body);
    expect([status, problem.code, problem.errors.map((error) => error.field)]).toEqual([
      400,
      'invalid_request',
      [field],
    ]);
  }
  for (const type of ['Delete', 'a:b', '1', '%2A', 'no_such_type']) {
    const answer = await free(api, { value: 'locked', reason: REASON }, undefined, `/api/v1/gate/${type}`);
    expect([type, answer.status, answer.body.code]).toEqual([type, 404, 'not_held']);
  }
  expect(await api.redis.keys('*')).toEqual([LOCK]);
});

test('no machine frees a lock, and nobody without the permission', async (api) => {
  const { url, redis } = api;
  await redis.set(LOCK, 'locked');
  const body = { value: 'locked', reason: REASON, force: true };
  const { key } = await makeKey(api, { role: 'admin' });
  expect(await free(api, body, key)).toMatchObject({ status: 403, body: { code: 'person_needed' } });
  const session = await openSession(url, key);
  const ofKey = await fetch(`${url}${GATE}`, {
    method: 'DELETE',
    headers: { ...session, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([ofKey.status, ((await ofKey.json()) as Freed).code]).toEqual([403, 'person_needed']);
  for (const role of ['viewer', 'operator'] as const) {
    const refused = await free(api, body, await testToken(1, role));
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  }
  // An admin of another business has no lock of that name.
  expect((await free(api, body, await testToken(2, 'admin'))).status).toBe(404);
  expect(await redis.get(LOCK)).toBe('locked');
});

test('the lock of a job at work stays without force, and with it the job is ended', async (api) => {
  const { ask, client, redis } = api;
  const { body: job } = await ask<{ id: string }>(JOBS, { body: START });
  const value = `job_${job.id}`;
  expect(await free(api, { value, reason: REASON })).toMatchObject({ status: 409, body: { code: 'workflow_open' } });
  const other = await free(api, { value: `job_${uuidV7()}`, reason: REASON, force: true });
  expect(other).toMatchObject({ status: 409, body: { code: 'value_changed' } });
  expect(await redis.get(LOCK)).toBe(value);
  expect((await api.job(job.id)).status).toBe('pending');
  expect(await free(api, { value, reason: REASON, force: true })).toEqual({
    status: 200,
    body: { type: TYPE, jobId: job.id, ended: true },
  });
  expect(await redis.get(LOCK)).toBeNull();
  expect(await api.job(job.id)).toMatchObject({
    status: 'failed',
    lastError: expect.stringMatching(/^ended by force/),
  });
  const { status } = await client.workflow.getHandle(`bulk:1:${TYPE}:${job.id}`).describe();
  expect(status.name).toBe('TERMINATED');
  expect(await entries(api)).toMatchObject([
    { target: job.id, result: 'refused', reason: 'workflow_open' },
    { result: 'refused', reason: 'value_changed' },
    { target: job.id, result: 'done', selection: 'force', reason: `given: ${REASON}` },
  ]);
  expect((await ask(JOBS, { body: START })).status).toBe(202);
});

test('a session that ends meanwhile frees nothing and ends nothing', async (api) => {
  const { ask, url, database, dataSource, redis } = api;
  const { body: job } = await ask<{ id: string }>(JOBS, { body: START });
  const value = `job_${job.id}`;
  const session = await openSession(url, await testToken(1, 'admin'));
  await whileLocked(database, 'DELETE FROM sessions', async (lock) => {
    const refused = rawRequest(url, {
      method: 'DELETE',
      path: GATE,
      headers: { ...session, 'content-type': 'application/json' },
      body: JSON.stringify({ value, reason: REASON, force: true }),
    });
    await statementBlocked(dataSource, 'FROM sessions%FOR KEY SHARE');
    await lock.commit();
    expect((await refused).status).toBe(401);
  });
  expect(await redis.get(LOCK)).toBe(value);
  expect((await api.job(job.id)).status).toBe('pending');
});

test('force ends no job of another gate that stands in the lock', async (api) => {
  const { body: job } = await api.ask<{ id: string }>(JOBS, { body: START });
  await api.redis.set('bulk_gate:lock:1:update_leads_bulk', `job_${job.id}`);
  const body = { value: `job_${job.id}`, reason: REASON, force: true };
  const refused = await free(api, body, undefined, '/api/v1/gate/update_leads_bulk');
  expect(refused).toMatchObject({ status: 409, body: { code: 'workflow_open' } });
  expect((await api.job(job.id)).status).toBe('pending');
});

test('a lock that a crashed click has left is freed without force', async (api) => {
  const jobId = uuidV7();
  await api.redis.set(LOCK, `job_${jobId}`, 'EX', 600);
  const freed = { status: 200, body: { type: TYPE, jobId, ended: false } };
  expect(await free(api, { value: `job_${jobId}`, reason: REASON, force: true })).toEqual(freed);
});

testApart('what a worker does to a job that was ended by force is rolled back, and the next job runs', () =>
  withApi({ policies: { [TYPE]: { ...FAST_CANARY.canary_increment } } }, async (api) => {
    const { ask, dataSource } = api;
    await addManyLeads(dataSource, 1, 300);
    const worker = await api.startWorker();
    const { body: job } = await ask<{ id: string }>(JOBS, {
      body: { ...START, options: { batchSize: 10, throttleMs: 0 } },
    });
    await eventually(async () => (await api.job(job.id)).processed > 0);
    expect((await free(api, { value: `job_${job.id}`, reason: REASON, force: true })).status).toBe(200);
    const ended = await api.finished(job.id);
    expect(ended.status).toBe('failed');
    expect((await leadsOf(api, 1)).length).toBe(300 - ended.succeeded);
    const { body: next } = await ask<{ id: string }>(JOBS, { body: START });
    expect(await api.finished(next.id)).toMatchObject({ status: 'completed', succeeded: 300 - ended.succeeded });
    expect(await api.job(job.id)).toEqual(ended);
    expect(await worker.stop()).toBe(0);
  }),
);

testApart('nothing is freed or ended while it cannot be told whether the holder is at work', () =>
  withApi({ isTemporalAway: true }, async (api) => {
    const { body: job } = await api.askOnly<{ id: string }>(JOBS, { body: START });
    const value = `job_${job.id}`;
    for (const force of [false, true]) {
      const refused = await free(api, { value, reason: REASON, force });
      expect(refused).toMatchObject({ status: 503, body: { code: 'temporal_unavailable' } });
    }
    expect(await api.redis.get(LOCK)).toBe(value);
    expect((await api.job(job.id)).status).toBe('pending');
    expect((await entries(api)).map(({ result }) => result)).toEqual(['failed', 'failed']);
  }),
);
