import { createHash } from 'node:crypto';
import { expect, test as testApart } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { openDataSource } from '../../src/db/data-source.js';
import { findSession, openSession } from '../../src/db/repositories/sessions.js';
import { shareApi } from '../support/shared-api.js';
import { withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { logIn } from '../support/browser-session.js';
import { rawRequest } from '../support/raw-request.js';

const test = shareApi();

const HTTPS = { PUBLIC_ORIGIN: 'https://bulkgate.example' };
const SESSION = '/api/v1/session';

testApart('the cookie is the one that is promised: without TLS on this machine, with it everywhere else', async () => {
  const value = String.raw`1\.[0-9a-f-]{36}\.[\w-]{43}`;
  await withApi({}, async ({ url }) => {
    const { answer } = await logIn(url);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        new RegExp(`^bulkgate_session=${value}; Max-Age=(3600|35\\d\\d); Path=/; HttpOnly; SameSite=Strict$`),
      ),
    ]);
    expect(answer.headers.get('location')).toBe(SESSION);
    // What a client says of the way it came does not decide.
    const more = { 'x-forwarded-proto': 'https', forwarded: 'proto=https', origin: 'https://evil.example' };
    expect((await logIn(url, { more })).answer.headers.getSetCookie()[0]).toMatch(
      /^bulkgate_session=.*SameSite=Strict$/,
    );
  });
  await withApi({ environment: HTTPS }, async ({ url }) => {
    const more = { host: 'bulkgate.example', 'x-forwarded-proto': 'http' };
    expect((await logIn(url, { more })).answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        new RegExp(`^__Host-bulkgate_session=${value}; Max-Age=\\d+; Path=/; HttpOnly; SameSite=Strict; Secure$`),
      ),
    ]);
  });
});

test('a session tells who is logged in, acts with the rights of its credential, and ends when it is closed', async ({
  url,
  dataSource,
  logged,
}) => {
  const { cookie, token, answer, parts } = await logIn(url, { businessId: 7, role: 'viewer' });
  const [, id, secret] = parts;
  const view = {
    ...{ subject: 'operator-1', businessId: 7, role: 'viewer', operationTypes: null },
    ...{ permissions: ['read'], expiresAt: expect.any(String), idleExpiresAt: expect.any(String), csrfToken: token },
  };
  expect(answer.body).toEqual(view);
  const asking = (method: string, path: string, headers: Record<string, string> = {}) =>
    rawRequest(url, { method, path, headers: { cookie, ...headers } });
  const looked = await asking('GET', SESSION);
  expect([looked.status, looked.body, looked.headers.get('cache-control')]).toEqual([200, view, 'no-store']);
  expect((await asking('GET', '/api/v1/gate')).status).toBe(200);
  const safe = { origin: url, 'x-csrf-token': token };
  expect((await asking('POST', '/api/v1/jobs', safe)).body.code).toBe('forbidden'); // a viewer

  const [row] = await dataSource.query<{ secretHash: Buffer; text: string }[]>(
    'SELECT secret_hash AS "secretHash", sessions::text AS text FROM sessions',
  );
  expect(row!.secretHash).toEqual(createHash('sha256').update(secret!).digest());
  expect(row!.text).not.toContain(secret!);

  const closed = await asking('DELETE', SESSION, safe);
  expect([closed.status, closed.text, closed.headers.getSetCookie()]).toEqual([
    204,
    '',
    ['bulkgate_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict'],
  ]);
  for (const method of ['GET', 'DELETE']) {
    const after = await asking(method, SESSION, safe);
    expect([after.status, after.body.code]).toEqual([401, 'unauthenticated']);
  }
  expect(await dataSource.query('SELECT id FROM sessions')).toEqual([]);
  const log = JSON.stringify(logged);
  expect(log).toContain(SESSION);
  for (const hidden of [secret!, token, id!]) expect(log).not.toContain(hidden);
});

testApart('closing a session twice at once is no fault, and a bearer credential has none to show or to close', () =>
  withApi({}, async ({ url, ask }) => {
    const { cookie, token } = await logIn(url);
    const close = () =>
      rawRequest(url, { method: 'DELETE', path: SESSION, headers: { cookie, origin: url, 'x-csrf-token': token } });
    const statuses = (await Promise.all([close(), close()])).map(({ status }) => status);
    expect(statuses).toEqual(expect.arrayContaining([204]));
    expect(statuses.filter((status) => ![204, 401].includes(status))).toEqual([]);
    const none = await ask(SESSION);
    expect([none.status, none.body.code]).toEqual([404, 'no_session']);
    expect((await ask(SESSION, { method: 'DELETE' })).status).toBe(204);
    // Both are sent: the header alone counts, and the cookie's session stays as it is.
    const other = await logIn(url);
    expect((await ask(SESSION, { method: 'DELETE', headers: { cookie: other.cookie } })).status).toBe(204);
    expect((await rawRequest(url, { path: SESSION, headers: { cookie: other.cookie } })).status).toBe(200);
  }),
);

test('each login has an id and a secret of its own, and ends the session that the browser had', async ({ url }) => {
  const planted = `bulkgate_session=1.0190a1b2-0000-7000-8000-000000000000.${'A'.repeat(43)}`;
  const first = await logIn(url, { more: { cookie: planted } });
  expect(first.cookie).not.toBe(planted);
  const second = await logIn(url, { more: { cookie: first.cookie } });
  expect(second.parts[1]).not.toBe(first.parts[1]);
  expect(second.parts[2]).not.toBe(first.parts[2]);
  expect(second.token).not.toBe(first.token);
  const statusOf = async (cookie: string) => (await rawRequest(url, { path: SESSION, headers: { cookie } })).status;
  expect([await statusOf(planted), await statusOf(first.cookie), await statusOf(second.cookie)]).toEqual([
    ...[401, 401, 200],
  ]);
  // Somebody who logs in elsewhere with an id of another's session in the cookie, but not its secret, ends nothing.
  const guess = `bulkgate_session=${second.parts[0]}.${second.parts[1]}.${'A'.repeat(43)}`;
  await logIn(url, { more: { cookie: guess } });
  expect(await statusOf(second.cookie)).toBe(200);
});

testApart('a session never outlives its token, its longest time or a silence, and what is over is removed', () =>
  withApi({ environment: { SESSION_MAX_SECONDS: '600', SESSION_IDLE_SECONDS: '60' } }, async (api) => {
    const { url, ask, dataSource } = api;
    const { cookie, answer } = await logIn(url); // the token is good for an hour
    expect(Number(/Max-Age=(\d+)/.exec(answer.headers.getSetCookie()[0]!)![1])).toBeGreaterThan(590);
    expect(Number(/Max-Age=(\d+)/.exec(answer.headers.getSetCookie()[0]!)![1])).toBeLessThanOrEqual(600);

    const exp = Math.floor(Date.now() / 1_000) + 30;
    const short = await testToken(1, 'viewer', 'u1', { expires: exp });
    const brief = await ask<{ expiresAt: string }>(SESSION, { method: 'POST', token: short });
    expect([brief.status, brief.body.expiresAt]).toEqual([201, new Date(exp * 1_000).toISOString()]);

    const statusOf = async () => (await rawRequest(url, { path: SESSION, headers: { cookie } })).status;
    const set = (change: string) => dataSource.query(`UPDATE sessions SET ${change}`);
    await set(`last_used_at = clock_timestamp() - interval '59 s'`);
    expect(await statusOf()).toBe(200); // and that was a use
    expect(
      await dataSource.query(`SELECT FROM sessions WHERE last_used_at > clock_timestamp() - interval '30 s'`),
    ).toHaveLength(1);
    await set(`last_used_at = clock_timestamp() - interval '60 s'`);
    expect(await statusOf()).toBe(401);
    await set(`last_used_at = clock_timestamp(), expires_at = clock_timestamp()`);
    expect(await statusOf()).toBe(401);
    expect(await dataSource.query('SELECT id FROM sessions')).toHaveLength(2);
    const { parts } = await logIn(url);
    expect(await dataSource.query('SELECT id FROM sessions')).toEqual([{ id: parts[1] }]);
  }),
);

test('a subject has ten sessions at most, and the oldest gives way', async ({ url, dataSource }) => {
  const ids: string[] = [];
  for (let login = 0; login < 12; login++) ids.push((await logIn(url)).parts[1]!);
  await logIn(url, { businessId: 2 });
  const rows = await dataSource.query<{ id: string }[]>(
    'SELECT id FROM sessions WHERE business_id = 1 ORDER BY opened_at',
  );
  expect(rows.map(({ id }) => id)).toEqual(ids.slice(2));
});

testApart('a session opened with an API key ends when the key is revoked or expires', async () => {
  await withApi({}, async ({ config, dataSource }) => {
    const limits = config.api.session;
    const business = new Business(dataSource, 1);
    const keyId = '0190a1b2-0000-7000-8000-00000000000a';
    await dataSource.query(
      `INSERT INTO api_keys (business_id, id, name, secret_hash, role, created_by, expires_at)
       VALUES (1, $1, 'export', $2, 'viewer', 'admin-1', clock_timestamp() + interval '1 h')`,
      [keyId, Buffer.alloc(32)],
    );
    const id = '0190a1b2-0000-7000-8000-00000000000b';
    const session = { id, secretHash: Buffer.alloc(32), subject: 'machine', role: 'viewer', operationTypes: ['x'] };
    await openSession(business, { ...session, openedByKind: 'api_key', openedById: keyId, notAfter: null }, limits);
    const isThere = async () => (await findSession(business, id, limits)) !== null;
    expect(await findSession(business, id, limits)).toMatchObject({ subject: 'machine', operationTypes: ['x'] });
    const set = (change: string) => dataSource.query(`UPDATE api_keys SET ${change}`);
    await set(`revoked_at = clock_timestamp(), revoked_by = 'admin-1'`);
    expect(await isThere()).toBe(false);
    await set('revoked_at = NULL, revoked_by = NULL');
    expect(await isThere()).toBe(true);
    await set('expires_at = clock_timestamp()');
    expect(await isThere()).toBe(false);
    await set(`expires_at = clock_timestamp() + interval '1 h', business_id = 2`);
    expect(await isThere()).toBe(false);
  });
});

testApart('the role of the API sees sessions of the business it looks in, and of no other', async () => {
  await withApi({}, async ({ url, config }) => {
    const [, id] = (await logIn(url)).parts;
    const api = await openDataSource(config.database, { applicationName: 'test', role: 'bulkgate_api' });
    try {
      expect(await findSession(new Business(api, 1), id!, config.api.session)).toMatchObject({ id });
      expect(await findSession(new Business(api, 2), id!, config.api.session)).toBeNull();
      expect(await api.query('SELECT id FROM sessions')).toEqual([]);
    } finally {
      await api.destroy();
    }
  });
});

test('without a public origin nobody logs in under a name that is not of this machine', async ({
  url,
  ask,
  dataSource,
}) => {
  const authorization = `Bearer ${await testToken(1)}`;
  const { port } = new URL(url);
  for (const host of [
    `bulkgate.example:${port}`,
    `localhost.evil.example:${port}`,
    `192.168.1.7:${port}`,
    'a@localhost',
  ]) {
    const refused = await rawRequest(url, { method: 'POST', path: SESSION, headers: { authorization, host } });
    expect([host, refused.status, refused.body.code, refused.headers.getSetCookie()]).toEqual([
      host,
      409,
      'no_public_origin',
      [],
    ]);
  }
  for (const host of [`localhost:${port}`, '127.0.0.1', `[::1]:${port}`]) await logIn(url, { more: { host } });
  expect((await ask(SESSION, { method: 'POST', body: { subject: 'other' } })).body.code).toBe('invalid_request');
  expect(await dataSource.query('SELECT id FROM sessions')).toHaveLength(3);
});
