import { expect } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { Business } from '../../src/db/business.js';
import { finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { acceptedJob } from '../support/accepted-job.js';
import { makeKey } from '../support/api-keys.js';
import type { TestApi } from '../support/api.js';
import { archivedJob } from '../support/archived-job.js';
import { auditEntries } from '../support/audit.js';
import { addLeads } from '../support/leads.js';
import { endedJob } from '../support/ended-job.js';
import { shareApi } from '../support/shared-api.js';
import { testToken } from '../support/test-token.js';

const test = shareApi({ policies: { restore_job: { confirmAbove: 3 } } });

const TYPE = 'delete_leads_bulk';

interface Job {
  readonly id: string;
  readonly code?: string;
  readonly restores: string | null;
  readonly restoredAs: string | null;
}

const restore = ({ ask }: TestApi, job: string, body: object = {}, headers: Record<string, string> = {}) =>
  ask<Job>(`/api/v1/jobs/${job}/restore`, { body, headers });

const restoresOf = async ({ dataSource }: TestApi, job: string): Promise<number> =>
  (await dataSource.query<unknown[]>('SELECT FROM jobs WHERE restores = $1', [job])).length;

const change = ({ dataSource }: TestApi, job: string, columns: string) =>
  dataSource.query(`UPDATE jobs SET ${columns} WHERE id = $1`, [job]);

test('makes a job that undoes another one, linked with it, and holds the gate of the type that it undoes', async (api) => {
  const job = await archivedJob(api.dataSource);
  const { status, headers, body } = await restore(api, job, { options: { batchSize: 7 } });
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/api/v1/jobs/${body.id}`);
  expect(body).toMatchObject({
    ...{ type: 'restore_job', gateType: TYPE, status: 'pending', restores: job, restoredAs: null, restorable: null },
    selection: { kind: 'archived', ofJob: job },
    options: { batchSize: 7 },
    workflowId: `bulk:1:${TYPE}:${body.id}`,
    gate: { held: true },
  });
  const source = await api.ask<Job>(`/api/v1/jobs/${job}`);
  expect(source.body).toMatchObject({ restores: null, restoredAs: body.id, gateType: TYPE });
  expect((await api.gate.list()).map(({ operationType, jobId }) => ({ operationType, jobId }))).toEqual([
    { operationType: TYPE, jobId: body.id },
  ]);
  const gates = await api.ask<{ items: object[] }>('/api/v1/gate');
  expect(gates.body.items).toMatchObject([{ type: TYPE, holder: { jobId: body.id, status: 'pending' } }]);
  const entries = await auditEntries(api.dataSource);
  expect(entries.find(({ action }) => action === 'operation.start')).toMatchObject({
    ...{ target: body.id, operationType: 'restore_job', selection: `archived by job ${job}`, result: 'done' },
  });
});

test('excludes a job of the type that it undoes, in both directions, and only in its business', async (api) => {
  const job = await archivedJob(api.dataSource);
  const start = { type: TYPE, selection: { all: true } };
  const { id } = (await restore(api, job)).body;
  const held = { status: 409, body: { code: 'gate_held', holder: { jobId: id } } };
  expect(await api.ask('/api/v1/jobs', { body: start })).toMatchObject(held);
  expect(await restore(api, job)).toMatchObject(held);
  // Redis has lost the lock: the index of live jobs says the same.
  await api.redis.flushall();
  expect(await api.ask('/api/v1/jobs', { body: start })).toMatchObject(held);
  expect((await api.lock(TYPE)).value).toBe(`job_${id}`);
  expect(await api.ask('/api/v1/jobs', { body: start, token: await testToken(2) })).toMatchObject({ status: 202 });
  const other = { type: 'update_leads_bulk', selection: { all: true }, parameters: { status: 'new' } };
  expect(await api.ask('/api/v1/jobs', { body: other })).toMatchObject({ status: 202 });

  await finishJob(new Business(api.dataSource, 1), id, 'cancelled', null);
  await api.redis.flushall();
  const delete_ = await api.ask<Job>('/api/v1/jobs', { body: start });
  expect(delete_.status).toBe(202);
  for (const isLost of [false, true]) {
    if (isLost) await api.redis.flushall();
    expect(await restore(api, job)).toMatchObject({ status: 409, body: { holder: { jobId: delete_.body.id } } });
  }
  expect(await restoresOf(api, job)).toBe(1);
});

test('a dry run says how many come back and who holds the gate, and leaves nothing behind', async (api) => {
  const job = await archivedJob(api.dataSource, [1, 2, 3, 4]);
  const before = await api.traces();
  const look = () => api.ask<object>(`/api/v1/jobs/${job}/restore?dryRun=true`, { body: {} });
  expect(await look()).toMatchObject({
    status: 200,
    body: {
      ...{ type: 'restore_job', count: { value: 4, isExact: true }, missing: null, archiveDays: 0 },
      ...{ selection: { kind: 'archived', ofJob: job }, gate: { held: false }, isConfirmationRequired: true },
      sample: [1, 2, 3, 4].map((id) => ({ id, name: `Lead ${id}` })),
    },
  });
  expect(await api.traces()).toEqual(before);
  const live = await acceptedJob(api.dataSource, { operationType: TYPE });
  expect(await look()).toMatchObject({ status: 200, body: { gate: { held: true, holder: { jobId: live } } } });
});

test('a dry run names ten of them: deleted ones as they were called, updated ones as they are called now', async (api) => {
  const { dataSource } = api;
  const [kept, gone] = await addLeads(dataSource, 1, [{ name: 'Ada' }, { name: 'Ben' }]);
  const ids = [kept!, gone!, ...Array.from({ length: 12 }, (_, n) => gone! + 1 + n)];
  const job = await archivedJob(dataSource, ids);
  await dataSource.query(
    `UPDATE archive SET kind = 'updated', old_values = '{"name": "Eve"}', new_values = '{"name": "Ada"}'
      WHERE target_id = ANY($1::bigint[])`,
    [[kept, gone]],
  );
  await dataSource.query('DELETE FROM leads WHERE id = $1', [gone]);
  const { body } = await api.ask<{ sample: object[] }>(`/api/v1/jobs/${job}/restore?dryRun=true`, { body: {} });
  expect(body.sample).toEqual([
    { id: kept, name: 'Ada' },
    ...ids.slice(2, 10).map((id) => ({ id, name: `Lead ${id}` })),
  ]);
});

test('so many targets have to be confirmed, by their number', async (api) => {
  const job = await archivedJob(api.dataSource, [1, 2, 3, 4]);
  expect(await restore(api, job)).toMatchObject({ status: 422, body: { code: 'confirmation_required' } });
  const confirmed = { expectedTotal: 4, reason: 'by mistake' };
  const wrong = { ...confirmed, expectedTotal: 5 };
  expect(await restore(api, job, wrong)).toMatchObject({ status: 409, body: { code: 'count_differs', total: 4 } });
  expect(await restoresOf(api, job)).toBe(0);
  expect(await restore(api, job, confirmed)).toMatchObject({ status: 202, body: { reason: 'by mistake' } });
});

test('with one key, two clicks at once are one job; the key stands for no other restore, and for no retry', async (api) => {
  const [job, another] = [await archivedJob(api.dataSource), await archivedJob(api.dataSource)];
  const key = { 'idempotency-key': 'one intention' };
  const clicks = await Promise.all([restore(api, job, {}, key), restore(api, job, {}, key)]);
  expect(clicks.map(({ status }) => status)).toEqual([202, 202]);
  expect(new Set(clicks.map(({ body }) => body.id)).size).toBe(1);
  const reused = { status: 422, body: { code: 'idempotency_key_reused' } };
  expect(await restore(api, another, {}, key)).toMatchObject(reused);
  const retried = await api.ask(`/api/v1/jobs/${job}/retry-failed`, { body: {}, headers: key });
  expect(retried).toMatchObject(reused);
});

test('is for those who may start the type that it undoes, in their own business, and so are its controls', async (api) => {
  const job = await archivedJob(api.dataSource);
  const { key: ofOther } = await makeKey(api, { operationTypes: ['update_leads_bulk'] });
  const { key: ofType } = await makeKey(api, { operationTypes: [TYPE] });
  for (const query of ['', '?dryRun=true']) {
    const as = async (token: string) =>
      (await api.ask(`/api/v1/jobs/${job}/restore${query}`, { body: {}, token })).status;
    expect(await as(await testToken(2))).toBe(404);
    expect(await as(await testToken(1, 'viewer'))).toBe(403);
    expect(await as(ofOther)).toBe(403);
  }
  expect((await restore(api, 'no-id')).status).toBe(404);
  expect((await restore(api, uuidV7())).status).toBe(404);
  expect(await restoresOf(api, job)).toBe(0);
  const { status, body } = await api.ask<Job>(`/api/v1/jobs/${job}/restore`, { body: {}, token: ofType });
  expect(status).toBe(202);
  const cancel = async (token: string) =>
    (await api.ask(`/api/v1/jobs/${body.id}/cancel`, { method: 'POST', token })).status;
  expect([await cancel(ofOther), await cancel(ofType)]).toEqual([403, 202]);
});

test('is refused where there is nothing to bring back, or not now, and leaves nothing behind', async (api) => {
  const { dataSource } = api;
  const live = await acceptedJob(dataSource, { operationType: TYPE, archiveDays: 30 });
  expect(await restore(api, live)).toMatchObject({ status: 409, body: { code: 'wrong_status', jobStatus: 'pending' } });
  await finishJob(new Business(dataSource, 1), live, 'cancelled', null);
  expect(await restore(api, live)).toMatchObject({ status: 409, body: { code: 'nothing_to_restore' } });
  const erasing = await endedJob(dataSource, [], { archiveDays: 0 });
  expect(await restore(api, erasing)).toMatchObject({ status: 409, body: { code: 'not_archived' } });
  const messages = await endedJob(dataSource, [], { operationType: 'broadcast_whatsapp', archiveDays: 0 });
  for (const question of ['', '?dryRun=true']) {
    const refused = await api.ask(`/api/v1/jobs/${messages}/restore${question}`, { body: {} });
    expect(refused).toMatchObject({ status: 409, body: { code: 'not_archived' } });
  }
  const unknown = await archivedJob(dataSource, [1], { operationType: 'delete_everything' });
  expect(await restore(api, unknown)).toMatchObject({ status: 409, body: { code: 'unknown_type' } });
  // An update whose rows all matched before.
  const empty = await archivedJob(dataSource, [1], { operationType: 'update_leads_bulk' });
  await dataSource.query('DELETE FROM archive WHERE job_id = $1', [empty]);
  expect(await restore(api, empty)).toMatchObject({ status: 409, body: { code: 'nothing_to_restore' } });
  const before = await api.traces();

  const job = await archivedJob(dataSource);
  const yesterday = `(now() AT TIME ZONE 'UTC')::date - 1`;
  await change(api, job, `archive_expires_on = ${yesterday}`);
  expect(await restore(api, job)).toMatchObject({ status: 410, body: { code: 'archive_expired' } });
  expect({ ...(await api.traces()), jobs: before.jobs }).toEqual(before);
});

test('a restore is neither undone nor retried', async (api) => {
  const job = await archivedJob(api.dataSource);
  const { id } = (await restore(api, job)).body;
  await change(api, id, 'total = 2, processed = 2, succeeded = 1, failed_count = 1');
  await finishJob(new Business(api.dataSource, 1), id, 'completed', null);
  expect((await api.ask<{ restorable: unknown }>(`/api/v1/jobs/${id}`)).body.restorable).toBe(null);
  expect(await restore(api, id)).toMatchObject({ status: 409, body: { code: 'restore_of_restore' } });
  const retried = await api.ask(`/api/v1/jobs/${id}/retry-failed`, { body: {} });
  expect(retried).toMatchObject({ status: 409, body: { code: 'restore_is_not_retried' } });
});

test('the purge has decided to drop the archive, or has dropped it: 410, and nothing is left behind', async (api) => {
  const { dataSource } = api;
  const job = await archivedJob(dataSource);
  const before = await api.traces();
  await dataSource.query(`UPDATE archive_partitions SET state = 'dropping'`);
  expect(await restore(api, job)).toMatchObject({ status: 410, body: { code: 'archive_expired' } });
  await dataSource.query('DELETE FROM archive_partitions');
  expect(await restore(api, job)).toMatchObject({ status: 410, body: { code: 'archive_expired' } });
  expect(await api.traces()).toEqual(before);
});

test('no start names the type, and it is not offered for one', async (api) => {
  const body = { type: 'restore_job', selection: { all: true } };
  const { status, body: problem } = await api.ask<{ errors: object[] }>('/api/v1/jobs', { body });
  expect([status, problem.errors]).toMatchObject([
    400,
    [{ field: 'type', message: expect.stringContaining('/restore') }],
  ]);
  const { body: offered } = await api.ask<{ items: { type: string }[] }>('/api/v1/operation-types');
  expect(offered.items.map(({ type }) => type)).not.toContain('restore_job');
});

test('what a request may not say is refused by its name', async (api) => {
  const job = await archivedJob(api.dataSource);
  for (const [field, body] of [
    ['options.batchSize', { options: { batchSize: 0 } }],
    ['expectedTotal', { expectedTotal: -1 }],
    ['reason', { reason: 'x' }],
    ['archive', { archive: false }],
    ['selection', { selection: { all: true } }],
  ] as const) {
    const { status, body: problem } = await api.ask<{ errors: object[] }>(`/api/v1/jobs/${job}/restore`, { body });
    expect([status, problem.errors]).toMatchObject([400, [{ field }]]);
  }
  expect((await api.ask(`/api/v1/jobs/${job}/restore?dryrun=true`, { body: {} })).status).toBe(400);
  expect(await restoresOf(api, job)).toBe(0);
});

test('a drain of the type that it undoes keeps it out', async (api) => {
  const job = await archivedJob(api.dataSource);
  await api.dataSource.query(`INSERT INTO drains (business_id, operation_type, drained_by) VALUES (1, $1, 'on call')`, [
    TYPE,
  ]);
  expect(await restore(api, job)).toMatchObject({ status: 503, body: { code: 'draining' } });
});
