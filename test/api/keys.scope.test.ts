import { expect } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { issueApiKey } from '../../src/access/keys/issue-api-key.js';
import { inDays, makeKey } from '../support/api-keys.js';
import { importTraces, sendFile } from '../support/imports.js';
import { shareApi } from '../support/shared-api.js';
import { NO_TRACES, type TestApi } from '../support/api.js';

const test = shareApi();

const TYPE = 'delete_leads_bulk';
const START = { type: TYPE, selection: { ids: [1] } };

/** A key for an operation type that this API has not: an older or newer version may have made it. */
async function foreignTypeKey({ dataSource }: TestApi, role: 'operator' | 'admin'): Promise<string> {
  const { text } = await issueApiKey(new Business(dataSource, 1), {
    ...{ name: 'other', role, operationTypes: ['broadcast_whatsapp'] },
    ...{ expiresAt: new Date(inDays(1)), createdBy: 'test' },
  });
  return text;
}

test('a key that is for other operation types starts nothing, and is told for what it is', async (api) => {
  const key = await foreignTypeKey(api, 'operator');
  const many = { type: TYPE, selection: { ids: Array.from({ length: 30_000 }, (_, index) => index + 1) } };
  for (const body of [START, many, { type: TYPE, selection: { all: true } }]) {
    const answer = await api.ask('/api/v1/jobs', { token: key, body });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(answer.body.detail).toContain(TYPE);
    expect(answer.body.detail).toContain('broadcast_whatsapp');
  }
  expect(await api.traces()).toEqual(NO_TRACES);
  const right = await makeKey(api, { operationTypes: [TYPE] });
  expect((await api.ask('/api/v1/jobs', { token: right.key, body: START })).status).toBe(202);
});

test('it cannot control jobs of other types either, nor be handed one by a repeated key, but its role lets it look', async (api) => {
  const { ask } = api;
  const key = await foreignTypeKey(api, 'operator');
  const headers = { 'idempotency-key': 'once' };
  const { body: job } = await ask('/api/v1/jobs', { body: START, headers });
  const path = `/api/v1/jobs/${String(job.id)}`;
  for (const [method, action, body] of [
    ['POST', '/pause', undefined],
    ['POST', '/resume', undefined],
    ['POST', '/cancel', undefined],
    ['PATCH', '', { throttleMs: 5 }],
  ] as const) {
    const answer = await ask(`${path}${action}`, { method, token: key, body });
    expect([action, answer.status, answer.body.code]).toEqual([action, 403, 'forbidden']);
  }
  const replay = await ask('/api/v1/jobs', { token: key, body: START, headers });
  expect([replay.status, replay.body.code]).toEqual([403, 'forbidden']);
  expect((await ask(path, { token: key })).body).toMatchObject({ id: job.id, status: 'pending' });
  const unknown = `/api/v1/jobs/0190a1b2-0000-7000-8000-000000000000/cancel`;
  expect((await ask(unknown, { method: 'POST', token: key })).status).toBe(404);
  const [row] = await api.dataSource.query<{ asked: Date | null }[]>('SELECT cancel_requested_at AS asked FROM jobs');
  expect(row!.asked).toBeNull();
  const right = await makeKey(api, { operationTypes: [TYPE] });
  expect((await ask(`${path}/cancel`, { method: 'POST', token: right.key })).status).toBe(202);
});

test('a key makes no key that may do more than itself', async (api) => {
  const { ask, dataSource } = api;
  const create = async (token: string, changes: object) => {
    const body = { name: 'n', role: 'admin', operationTypes: null, expiresAt: inDays(0.5), ...changes };
    const { status, body: answered } = await ask('/api/v1/keys', { token, body });
    return [status, answered.code];
  };
  const scoped = await makeKey(api, { role: 'admin', operationTypes: [TYPE] });
  const other = await foreignTypeKey(api, 'admin');
  const count = async () => (await dataSource.query<object[]>('SELECT 1 FROM api_keys')).length;
  expect(await create(scoped.key, {})).toEqual([403, 'forbidden']);
  expect(await create(other, { operationTypes: [TYPE] })).toEqual([403, 'forbidden']);
  expect(await create((await makeKey(api, { role: 'operator' })).key, { role: 'viewer' })).toEqual([403, 'forbidden']);
  expect(await count()).toBe(3);
  expect(await create(scoped.key, { operationTypes: [TYPE], role: 'operator' })).toEqual([201, undefined]);
  expect(await create((await makeKey(api, { role: 'admin' })).key, {})).toEqual([201, undefined]);
});

test('a key for some operation types imports nothing, though its role may', async (api) => {
  const send = (token: string) => sendFile<{ code?: string }>(api.ask, 'name\nAda', {}, { token });
  const scoped = await send((await makeKey(api, { operationTypes: [TYPE] })).key);
  expect([scoped.status, scoped.body.code]).toEqual([403, 'forbidden']);
  expect(await importTraces(api.dataSource)).toMatchObject({ imports: 0, staged: 0 });
  expect((await send((await makeKey(api, {})).key)).status).toBe(202);
});
