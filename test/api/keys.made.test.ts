import { expect } from '@jest/globals';
import { query } from '../../src/db/transaction.js';
import { makeKey } from '../support/api-keys.js';
import { shareApi } from '../support/shared-api.js';
import { type TestApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { statementBlocked, whileLocked } from '../support/locks.js';
import { logIn } from '../support/browser-session.js';

const test = shareApi();

const KEYS = '/api/v1/keys';
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

interface Made {
  readonly id: string;
  readonly key: string;
  readonly createdByKey: string | null;
  readonly expiresAt: string;
}

/** A key that this credential makes for 10 minutes. */
async function madeBy({ ask }: TestApi, token: string, name = 'made', minutes = 10): Promise<Made> {
  const answer = await ask<Made>(KEYS, { token, body: { name, role: 'admin', expiresAt: inMinutes(minutes) } });
  expect([answer.status, answer.text.slice(0, 200)]).toEqual([201, expect.any(String)]);
  return answer.body;
}

test('a key ends no later than the token, the session or the key that makes it', async (api) => {
  const { ask, url, dataSource } = api;
  const wanting = async (minutes: number, as: { token: string | null; headers?: Record<string, string> }) => {
    const body = { name: 'n', role: 'viewer', expiresAt: inMinutes(minutes) };
    const answer = await ask<{ errors?: { field: string; message: string }[] }>(KEYS, { ...as, body });
    return [answer.status, ...(answer.body.errors ?? []).map(({ field, message }) => `${field} ${message}`)];
  };
  const parent = await madeBy(api, await testToken(1, 'admin'), 'parent', 30);
  const browser = await logIn(url, { role: 'admin' });
  const cookie = { cookie: browser.cookie, origin: url, 'x-csrf-token': browser.token };
  const tooLate = expect.stringMatching(/^expiresAt is after your own credential ends, at 20\S+Z: a key may not/);
  for (const [longest, as] of [
    [59, { token: await testToken(1, 'admin') }],
    [59, { token: null, headers: cookie }],
    [29, { token: parent.key }],
  ] as const) {
    expect(await wanting(longest, as)).toEqual([201]);
    expect(await wanting(longest + 2, as)).toEqual([400, tooLate]);
    expect(await wanting(360 * 24 * 60, as)).toEqual([400, tooLate]);
  }
  // To the millisecond, and so does a session that a key opens.
  const exact = { name: 'n', role: 'viewer', expiresAt: parent.expiresAt };
  expect((await ask(KEYS, { token: parent.key, body: exact })).status).toBe(201);
  const opened = await ask<{ expiresAt: string }>('/api/v1/session', { method: 'POST', token: parent.key });
  expect(opened.body.expiresAt).toBe(parent.expiresAt);
  const late = await query(dataSource, `SELECT 1 FROM api_keys WHERE expires_at > now() + interval '1 hour'`);
  expect(late).toEqual([]);
});

test('revoking a key asks first, naming the keys that come from it, and then takes all of them along', async (api) => {
  const { ask, url, dataSource } = api;
  const token = await testToken(1, 'admin');
  const root = await madeBy(api, token, 'root');
  const child = await madeBy(api, root.key, 'child', 9);
  // Made in a browser that was logged in with the key.
  const login = await ask<{ csrfToken: string }>('/api/v1/session', { method: 'POST', token: child.key });
  const cookie = login.headers.get('set-cookie')!.split(';')[0]!;
  const browser = { cookie, origin: url, 'x-csrf-token': login.body.csrfToken };
  const body = { name: 'grandchild', role: 'viewer', expiresAt: inMinutes(8) };
  const grandchild = (await ask<Made>(KEYS, { token: null, headers: browser, body })).body;
  const dead = await madeBy(api, root.key, 'revoked before', 9);
  expect((await ask(`${KEYS}/${dead.id}`, { method: 'DELETE', token })).status).toBe(200);
  const stranger = await makeKey(api);
  expect([root.createdByKey, child.createdByKey, grandchild.createdByKey]).toEqual([null, root.id, child.id]);

  const isGood = async (key: string): Promise<boolean> => (await ask('/api/v1/gate', { token: key })).status === 200;
  const asked = await ask<{ code: string; madeKeys: { name: string; id: string }[] }>(`${KEYS}/${root.id}`, {
    ...{ method: 'DELETE', token },
  });
  expect([asked.status, asked.body.code, asked.body.madeKeys.map(({ id, name }) => [id, name])]).toEqual([
    ...[409, 'key_has_made_keys'],
    [
      [child.id, 'child'],
      [grandchild.id, 'grandchild'],
    ],
  ]);
  for (const { key } of [root, child, grandchild]) expect(await isGood(key)).toBe(true);

  const done = await ask(`${KEYS}/${root.id}?withMadeKeys=true`, { method: 'DELETE', token });
  expect([done.status, done.body.state]).toEqual([200, 'revoked']);
  for (const { key } of [root, child, grandchild]) expect(await isGood(key)).toBe(false);
  expect((await ask('/api/v1/gate', { token: null, headers: browser })).status).toBe(401);
  expect(await isGood(stranger.key)).toBe(true);
  expect((await ask(`${KEYS}/${root.id}`, { method: 'DELETE', token })).status).toBe(200);

  const log = await query<{ entry: string[] }>(
    dataSource,
    `SELECT ARRAY[target, result, reason] AS entry FROM audit_log WHERE action = 'key.revoke' ORDER BY seq`,
  );
  const [, ...entries] = log.map(({ entry }) => entry);
  expect(entries).toEqual([
    [root.id, 'refused', 'key_has_made_keys'],
    [root.id, 'done', null],
    ...[child.id, grandchild.id].map((id) => [id, 'done', 'with_its_maker']),
    [root.id, 'done', null],
  ]);
});

test('a key that is being made while its maker is revoked is found, or not made', async (api) => {
  const { ask, dataSource } = api;
  const token = await testToken(1, 'admin');
  const parent = await madeBy(api, token, 'parent');
  // The new key stops before its last step.
  await whileLocked(api.database, 'SELECT FROM audit_heads FOR UPDATE', async (lock) => {
    const making = madeBy(api, parent.key, 'late', 9);
    await statementBlocked(dataSource, 'append_audit');
    const revoking = ask<{ madeKeys: { name: string }[] }>(`${KEYS}/${parent.id}`, { method: 'DELETE', token });
    await statementBlocked(dataSource, 'FOR UPDATE');
    await lock.letGo();
    await making;
    const { status, body } = await revoking;
    expect([status, body.madeKeys.map(({ name }) => name)]).toEqual([409, ['late']]);
  });
});
