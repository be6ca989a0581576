import { expect } from '@jest/globals';
import { query } from '../../src/db/transaction.js';
import { makeKey, inDays } from '../support/api-keys.js';
import { testToken } from '../support/test-token.js';
import { whileLocked } from '../support/locks.js';
import { type Page, walkPages } from '../support/pages.js';
import { shareApi } from '../support/shared-api.js';
import { eventually } from '../support/eventually.js';

const test = shareApi();

test('a key is shown once, works as its role, is listed with its last use, and is refused from its revocation on', async (api) => {
  const { ask } = api;
  const admin = await testToken(1, 'admin', 'operator-1', { expires: '31d' });
  const expiresAt = inDays(30);
  const body = { name: 'nightly clean-up', role: 'operator', operationTypes: ['delete_leads_bulk'], expiresAt };
  const made = await ask('/api/v1/keys', { token: admin, body });
  expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store']);
  const { key, ...shown } = made.body as { key: string; id: string };
  expect(key).toMatch(new RegExp(`^bg_1_${shown.id}_[\\w-]{43}$`));
  expect(shown).toMatchObject({
    ...body,
    state: 'active',
    ...{ createdBy: 'operator-1', createdByKey: null },
    lastUsedAt: null,
    revokedAt: null,
  });

  const started = await ask('/api/v1/jobs', {
    token: key,
    body: { type: 'delete_leads_bulk', selection: { all: true } },
  });
  expect([started.status, started.body.requestedBy]).toEqual([202, `api_key:${shown.id}`]);
  expect((await ask('/api/v1/keys', { token: key })).status).toBe(403); // an operator

  const list = async () => (await ask<Page<Record<string, unknown>>>('/api/v1/keys', { token: admin })).body.items;
  await eventually(async () => (await list())[0]?.lastUsedAt !== null);
  expect(await list()).toEqual([{ ...shown, lastUsedAt: expect.any(String) as unknown }]);

  const revoked = await ask(`/api/v1/keys/${shown.id}`, { method: 'DELETE', token: admin });
  expect([revoked.status, revoked.body.state, revoked.body.revokedBy]).toEqual([200, 'revoked', 'operator-1']);
  const refused = await ask('/api/v1/gate', { token: key });
  expect([refused.status, refused.body.detail]).toEqual([401, 'The API key was revoked.']);
  const again = await ask(`/api/v1/keys/${shown.id}`, { method: 'DELETE', token: admin });
  expect([again.status, again.body.revokedAt]).toEqual([200, revoked.body.revokedAt]);
});

test('a key that is revoked is refused at once in every process, though each has just taken it', async (api) => {
  const other = await api.startApi();
  const { id, key } = await makeKey(api);
  for (const { ask } of [api, other]) expect((await ask('/api/v1/gate', { token: key })).status).toBe(200);
  await api.ask(`/api/v1/keys/${id}`, { method: 'DELETE', token: await testToken(1, 'admin') });
  for (const { ask } of [other, api]) expect((await ask('/api/v1/gate', { token: key })).status).toBe(401);
  await other.stop();
});

test('nothing of the secret is in the database or in the log, and the hash in the database is no key', async (api) => {
  const { key } = await makeKey(api);
  await api.ask('/api/v1/gate', { token: key });
  await api.ask('/api/v1/gate', { token: `${key.slice(0, -1)}~` });
  const secret = key.split('_').slice(3).join('_');
  const tables = await query<{ name: string }>(
    api.dataSource,
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
  );
  let dump = '';
  for (const { name } of tables) {
    const rows = await query<{ row: string }>(api.dataSource, `SELECT t::text AS row FROM ${name} t`);
    dump += rows.map(({ row }) => row).join('\n');
  }
  expect(dump).toContain('nightly clean-up');
  const [row] = await query<{ hash: Buffer }>(api.dataSource, 'SELECT secret_hash AS hash FROM api_keys');
  const bytes = Buffer.from(secret, 'base64url');
  for (const form of [secret, bytes.toString('hex'), bytes.toString('base64'), Buffer.from(secret).toString('hex')]) {
    expect(dump).not.toContain(form);
    expect(JSON.stringify(api.logged)).not.toContain(form);
  }
  const withHash = key.replace(secret, row!.hash.toString('base64url'));
  expect((await api.ask('/api/v1/gate', { token: withHash })).status).toBe(401);
});

test('a key is good for its own business and with its own secret only, and expires', async (api) => {
  const { ask, dataSource } = api;
  const one = await makeKey(api);
  const two = await makeKey(api, { businessId: 2 });
  const partsOf = (key: string) => [key.split('_').slice(0, 3).join('_'), key.split('_').slice(3).join('_')] as const;
  const [onesFront, onesSecret] = partsOf(one.key);
  const [, twosSecret] = partsOf(two.key);
  const bad = [
    `${onesFront}_${twosSecret}`,
    one.key.replace('bg_1_', 'bg_2_'),
    `${onesFront}_${onesSecret.slice(0, -1)}-`,
  ];
  for (const key of bad) {
    const answer = await ask('/api/v1/gate', { token: key });
    expect([answer.status, answer.body.detail]).toEqual([401, 'The API key is not valid.']);
  }
  await query(
    dataSource,
    `UPDATE api_keys SET created_at = created_at - interval '31 days', expires_at = clock_timestamp() WHERE id = $1`,
    [one.id],
  );
  expect((await ask('/api/v1/gate', { token: one.key })).body.detail).toBe('The API key has expired.');
  expect((await ask('/api/v1/gate', { token: bad[0]! })).body.detail).toBe('The API key is not valid.');
  const { body } = await ask<Page<Record<string, unknown>>>('/api/v1/keys', { token: await testToken(1, 'admin') });
  expect(body.items).toMatchObject([{ id: one.id, state: 'expired' }]);
  expect((await ask('/api/v1/gate', { token: two.key })).status).toBe(200);
});

test('the last use is written once a minute at most, and no request waits for it', async (api) => {
  const { ask, dataSource } = api;
  const { id, key } = await makeKey(api);
  const lastUse = async (): Promise<number | null> => {
    const [row] = await query<{ at: Date | null }>(dataSource, 'SELECT last_used_at AS at FROM api_keys');
    return row!.at?.getTime() ?? null;
  };
  await ask('/api/v1/gate', { token: key });
  const first = await eventually(async () => (await lastUse()) ?? false);
  for (let use = 0; use < 20; use++) expect((await ask('/api/v1/gate', { token: key })).status).toBe(200);
  expect(await lastUse()).toBe(first);

  const age = `UPDATE api_keys SET last_used_at = last_used_at - interval '2 minutes' WHERE id = $1`;
  await query(dataSource, age, [id]);
  await whileLocked(api.database, `SELECT FROM api_keys WHERE id = '${id}' FOR UPDATE`, async () => {
    const before = performance.now();
    for (let use = 0; use < 20; use++) expect((await ask('/api/v1/gate', { token: key })).status).toBe(200);
    expect(performance.now() - before).toBeLessThan(50_000); // each would wait 5 s for the lock
  });
  await eventually(async () => (await lastUse())! >= first);
});

test('keys are listed page by page, newest first, each business its own', async (api) => {
  const { ask } = api;
  const names = ['first', 'second', 'third'];
  for (const name of names) await makeKey(api, { name });
  await makeKey(api, { businessId: 2, name: 'of another business' });
  const token = await testToken(1, 'admin');
  const pages = await walkPages<{ name: string }>(ask, '/api/v1/keys?limit=2', token);
  expect(pages.map((page) => page.map(({ name }) => name))).toEqual([['third', 'second'], ['first']]);
  expect((await ask('/api/v1/keys?cursor=x', { token })).status).toBe(400);
});

test('an id that no key can have is that of an unknown one', async ({ ask }) => {
  const token = await testToken(1, 'admin');
  for (const id of ['x', '%00']) {
    const { status, body } = await ask(`/api/v1/keys/${id}`, { method: 'DELETE', token });
    expect([id, status, body.code]).toEqual([id, 404, 'key_not_found']);
  }
});

test('bad input names its field and makes no key', async ({ ask, dataSource }) => {
  const token = await testToken(1, 'admin', 'operator-1', { expires: '400d' });
  const good = { name: 'n', role: 'viewer', operationTypes: null, expiresAt: inDays(1) };
  const bad: [object, string][] = [
    [{ name: '' }, 'name'],
    [{ name: ' n' }, 'name'],
    [{ name: 'n\n' }, 'name'],
    [{ name: 'a\u202eb' }, 'name'],
    [{ name: 'a\u2028b' }, 'name'],
    [{ name: 'n\u001b[2J' }, 'name'],
    [{ name: '=1+1' }, 'name'],
    [{ name: 'n;=1' }, 'name'],
    [{ name: 'n`x`' }, 'name'],
    [{ name: '-n' }, 'name'],
    [{ name: 'n'.repeat(101) }, 'name'],
    [{ name: undefined }, 'name'],
    [{ role: 'root' }, 'role'],
    [{ operationTypes: [] }, 'operationTypes'],
    [{ operationTypes: ['drop_everything'] }, 'operationTypes.0'],
    [{ operationTypes: 'delete_leads_bulk' }, 'operationTypes'],
    [{ expiresAt: undefined }, 'expiresAt'],
    [{ expiresAt: inDays(-1) }, 'expiresAt'],
    [{ expiresAt: inDays(367) }, 'expiresAt'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt'],
    [{ businessId: 2 }, 'businessId'],
  ];
  for (const [change, field] of bad) {
    const { status, body } = await ask('/api/v1/keys', { token, body: { ...good, ...change } });
    const fields = (body.errors as { field: string }[] | undefined)?.map((error) => error.field);
    expect([change, status, [...new Set(fields)]]).toEqual([change, 400, [field]]);
  }
  expect(await query(dataSource, 'SELECT 1 FROM api_keys')).toEqual([]);
  expect((await ask('/api/v1/keys', { token, body: { ...good, expiresAt: inDays(365.9) } })).status).toBe(201);
});
