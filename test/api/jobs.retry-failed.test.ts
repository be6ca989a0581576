import { expect } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { Business } from '../../src/db/business.js';
import { finishJob } from '../../src/db/repositories/job-lifecycle.js';
import type { TestApi } from '../support/api.js';
import { acceptedJob } from '../support/accepted-job.js';
import { makeKey } from '../support/api-keys.js';
import { auditEntries } from '../support/audit.js';
import { endedJob, failureOf } from '../support/ended-job.js';
import { addLeads } from '../support/leads.js';
import { shareApi } from '../support/shared-api.js';
import { testToken } from '../support/test-token.js';

const test = shareApi({ policies: { delete_leads_bulk: { confirmAbove: 3 } } });

const TYPE = 'delete_leads_bulk';

interface Job {
  readonly id: string;
  readonly code?: string;
  readonly retryOf: string | null;
  readonly retriedAs: string | null;
}

const retry = ({ ask }: TestApi, job: string, body: object = {}, headers: Record<string, string> = {}) =>
  ask<Job>(`/api/v1/jobs/${job}/retry-failed`, { body, headers });

/** A job whose failures are these leads of its business. */
async function failed({ dataSource }: TestApi, count = 2, fields: Parameters<typeof endedJob>[2] = {}) {
  const leads = await addLeads(dataSource, fields.businessId ?? 1, Array(count).fill({ status: 'lost' }));
  return {
    leads,
    job: await endedJob(
      dataSource,
      leads.map((id) => failureOf(id)),
      fields,
    ),
  };
}

const retriesOf = async ({ dataSource }: TestApi, job: string): Promise<number> =>
  (await dataSource.query<unknown[]>('SELECT FROM jobs WHERE retry_of = $1', [job])).length;

test('makes a job of exactly the failed targets, linked with the one that they failed in', async (api) => {
  const { job } = await failed(api, 2, { selection: { kind: 'filter', filter: { status: 'lost' } } });
  const { status, headers, body } = await retry(api, job, { options: { batchSize: 7 } });
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/api/v1/jobs/${body.id}`);
  expect(body).toMatchObject({
    type: TYPE,
    status: 'pending',
    selection: { kind: 'failed', ofJob: job, filter: { status: 'lost' } },
    options: { batchSize: 7 },
    retryOf: job,
    retriedAs: null,
  });
  expect((await api.ask<Job>(`/api/v1/jobs/${job}`)).body).toMatchObject({ retryOf: null, retriedAs: body.id });
  const entries = await auditEntries(api.dataSource);
  expect(entries.find(({ action }) => action === 'operation.start')).toMatchObject({
    target: body.id,
    operationType: TYPE,
    selection: `failed of job ${job}`,
    count: 2,
    result: 'done',
  });
});

test('sends to nobody first where the job sends no messages', async (api) => {
  const { job } = await failed(api);
  const { status, body } = await retry(api, job, { options: { canary: { recipients: 5 } } });
  expect([status, body]).toMatchObject([400, { errors: [{ field: 'options.canary' }] }]);
  expect(await retriesOf(api, job)).toBe(0);
});

test('does with them what the job did: its parameters are those of the job', async (api) => {
  const parameters = { status: 'lost' };
  const job = await endedJob(api.dataSource, [failureOf(1)], { operationType: 'update_leads_bulk', parameters });
  const { status, body } = await retry(api, job);
  expect([status, body]).toMatchObject([202, { type: 'update_leads_bulk', parameters }]);
  expect(await retry(api, body.id, { parameters })).toMatchObject({ status: 400 });
});

test('what a job was to erase, its retry erases too, which is for an admin; any other is archived', async (api) => {
  const isArchived = async (id: string) => {
    const statement = 'SELECT archive_expires_on IS NOT NULL AS "isArchived" FROM jobs WHERE id = $1';
    return (await api.dataSource.query<{ isArchived: boolean }[]>(statement, [id]))[0]!.isArchived;
  };
  const { job } = await failed(api, 2, { archiveDays: 0 });
  for (const path of ['', '?dryRun=true']) {
    const refused = await api.ask<Job>(`/api/v1/jobs/${job}/retry-failed${path}`, { body: {} });
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  }
  expect(await retriesOf(api, job)).toBe(0);
  const token = await testToken(1, 'admin');
  const path = `/api/v1/jobs/${job}/retry-failed`;
  expect((await api.ask(`${path}?dryRun=true`, { token, body: {} })).body).toMatchObject({ archiveDays: 0 });
  const erasing = await api.ask<Job>(path, { token, body: {} });
  expect([erasing.status, await isArchived(erasing.body.id)]).toEqual([202, false]);
  const entries = await auditEntries(api.dataSource);
  expect(entries.find(({ target }) => target === erasing.body.id)!.selection).toBe(
    `failed of job ${job}; archive: false`,
  );
  const { job: kept } = await failed(api, 2, { businessId: 2 });
  const archiving = await api.ask<Job>(`/api/v1/jobs/${kept}/retry-failed`, { token: await testToken(2), body: {} });
  expect([archiving.status, await isArchived(archiving.body.id)]).toEqual([202, true]);
});

test('two clicks at once make one job: the other is refused, or with its key is told of the same', async (api) => {
  const { job } = await failed(api);
  const clicks = await Promise.all([retry(api, job), retry(api, job), retry(api, job)]);
  expect(clicks.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  expect(await retriesOf(api, job)).toBe(1);
});

test('with one key, two clicks at once are one job and two good answers', async (api) => {
  const { job } = await failed(api);
  const key = { 'idempotency-key': 'one intention' };
  const clicks = await Promise.all([retry(api, job, {}, key), retry(api, job, {}, key)]);
  expect(clicks.map(({ status }) => status)).toEqual([202, 202]);
  expect(new Set(clicks.map(({ body }) => body.id)).size).toBe(1);
  expect(clicks.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(1);
  expect(await retriesOf(api, job)).toBe(1);
});

test('a job is retried once, though its retry has ended; its key still leads to it, and to no retry of another', async (api) => {
  const { job } = await failed(api);
  const key = { 'idempotency-key': 'again' };
  const { id } = (await retry(api, job, {}, key)).body;
  await finishJob(new Business(api.dataSource, 1), id, 'cancelled', null);
  await api.redis.flushall();

  expect(await retry(api, job)).toMatchObject({ status: 409, body: { code: 'already_retried', retriedAs: id } });
  expect(await retry(api, job, {}, key)).toMatchObject({ status: 202, body: { id } });
  const { job: another } = await failed(api);
  expect(await retry(api, another, {}, key)).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  expect(await retriesOf(api, another)).toBe(0);
});

test('two that both found it untried, one after the other: the second insert is refused by the index', async (api) => {
  const { job } = await failed(api);
  const selection = { kind: 'failed', ofJob: job, count: 2, filter: null } as const;
  const request = {
    targets: {} as never,
    selection,
    parameters: {},
    batchSize: 1,
    throttleMs: 0,
    parallelism: 1,
    archiveDays: 0,
  };
  const first = await retry(api, job);
  await finishJob(new Business(api.dataSource, 1), first.body.id, 'cancelled', null);
  await api.redis.flushall();
  const second = await api.accept.accept({ businessId: 1, requestedBy: 'x', operationType: TYPE, ...request });
  expect(second).toEqual({ kind: 'refused', because: { reason: 'already_retried', retriedAs: first.body.id } });
  expect((await api.gate.list()).length).toBe(0);
});

test('is for those who may start the type, in their own business', async (api) => {
  const { job } = await failed(api);
  const as = async (token: string) => (await api.ask(`/api/v1/jobs/${job}/retry-failed`, { body: {}, token })).status;
  expect(await as(await testToken(2))).toBe(404);
  expect(await as(await testToken(1, 'viewer'))).toBe(403);
  expect(await as((await makeKey(api, { operationTypes: ['update_leads_bulk'] })).key)).toBe(403);
  expect((await retry(api, 'no-id')).status).toBe(404);
  expect((await retry(api, uuidV7())).status).toBe(404);
  expect(await retriesOf(api, job)).toBe(0);
});

test('is refused where there is nothing to retry, or not now, and leaves nothing behind', async (api) => {
  const live = await acceptedJob(api.dataSource, { operationType: TYPE });
  expect(await retry(api, live)).toMatchObject({ status: 409, body: { code: 'wrong_status', jobStatus: 'pending' } });
  const unknown = await endedJob(api.dataSource, [failureOf(1)], { operationType: 'canary_increment' });
  expect(await retry(api, unknown)).toMatchObject({ status: 409, body: { code: 'unknown_type' } });
  await finishJob(new Business(api.dataSource, 1), live, 'cancelled', null);
  expect(await retry(api, live)).toMatchObject({ status: 409, body: { code: 'nothing_failed' } });

  const { job } = await failed(api);
  const holder = await acceptedJob(api.dataSource, { operationType: TYPE });
  await api.gate.acquire({ businessId: 1, operationType: TYPE }, holder, 60);
  expect(await retry(api, job)).toMatchObject({ status: 409, body: { code: 'gate_held', holder: { jobId: holder } } });
  expect(await retry(api, job, { selection: { all: true } })).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'selection' }] },
  });
  expect(await retry(api, job, { options: { batchSize: 0 } })).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'options.batchSize' }] },
  });
  expect(await retriesOf(api, job)).toBe(0);
});

test('is refused once the failures are being deleted, by whichever version', async (api) => {
  const { job } = await failed(api);
  await api.dataSource.query('UPDATE jobs SET results_deleted_at = now() WHERE id = $1', [job]);
  expect(await retry(api, job)).toMatchObject({ status: 410, body: { code: 'results_deleted' } });
  const { job: before } = await failed(api);
  await api.dataSource.query('DELETE FROM job_failures WHERE job_id = $1', [before]);
  expect(await retry(api, before)).toMatchObject({ status: 410, body: { code: 'results_deleted' } });
});

test('many are confirmed as those of any start', async (api) => {
  const { job } = await failed(api, 4);
  expect(await retry(api, job)).toMatchObject({
    status: 422,
    body: { code: 'confirmation_required', count: { value: 4, isExact: true } },
  });
  const reason = 'they were locked';
  expect(await retry(api, job, { expectedTotal: 5, reason })).toMatchObject({
    status: 409,
    body: { code: 'count_differs', total: 4 },
  });
  expect((await retry(api, job, { expectedTotal: 4, reason })).status).toBe(202);
});

test('a dry run says what it would do, and does nothing', async (api) => {
  const { job, leads } = await failed(api, 3, { selection: { kind: 'filter', filter: { status: 'lost' } } });
  await api.dataSource.query(`UPDATE leads SET status = 'won' WHERE id = $1`, [leads[0]]);
  const before = await api.traces();
  const { status, body } = await api.ask(`/api/v1/jobs/${job}/retry-failed?dryRun=true`, { body: {} });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    selection: { kind: 'failed', ofJob: job },
    count: { value: 3, isExact: true },
    // It no longer matches what the job was about.
    missing: 1,
    sample: [{ id: leads[1] }, { id: leads[2] }],
    isConfirmationRequired: false,
  });
  expect(await api.traces()).toEqual(before);
});
