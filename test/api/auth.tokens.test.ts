import { createHmac } from 'node:crypto';
import { describe, expect, test as testApart } from '@jest/globals';
import { mayDo, PERMISSIONS, ROLES } from '../../src/access/permissions.js';
import { shareApi } from '../support/shared-api.js';
import { withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';

const test = shareApi();

const KEY = 'a secret that is long enough for tests';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** `alg: none`, and a header that says HS256 over a body that was changed after signing. */
function unsigned(): string {
  return `${encode({ alg: 'none' })}.${encode(claims())}.`;
}

function tampered(): string {
  const header = encode({ alg: 'HS256' });
  const signature = createHmac('sha256', KEY)
    .update(`${header}.${encode(claims())}`)
    .digest('base64url');
  return `${header}.${encode({ ...claims(), business_id: 2 })}.${signature}`;
}

function claims() {
  return { sub: 'u1', business_id: 1, role: 'admin', iss: 'bulkgate-local', aud: 'bulkgate', exp: 4_102_444_800 };
}

describe('a token that is not good is refused', () => {
  // One of each kind; all of them: test/access/tokens.refused.
  const bad: Record<string, () => Promise<string> | string> = {
    expired: () => testToken(1, 'viewer', 'u1', { expires: '-1m' }),
    'signed with another key': () =>
      testToken(1, 'viewer', 'u1', { key: new TextEncoder().encode('another secret, long enough, too') }),
    'not signed': unsigned,
    'changed after signing': tampered,
    'for another audience': () => testToken(1, 'viewer', 'u1', { audience: 'somebody-else' }),
    'with an unknown role': () => testToken(1, 'viewer', 'u1', { role: 'root' }),
  };

  test('with 401, a challenge and nothing of the secret', async ({ ask }) => {
    for (const [name, make] of Object.entries(bad)) {
      const answer = await ask('/api/v1/gate', { token: await make() });
      expect([name, answer.status, answer.body.code]).toEqual([name, 401, 'unauthenticated']);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="bulkgate", error="invalid_token"/);
      expect(answer.text).not.toContain('secret');
    }
    const without = await ask('/api/v1/gate', { token: null });
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="bulkgate"']);
    const basic = await ask('/api/v1/gate', { token: null, headers: { authorization: 'Basic YTpi' } });
    expect(basic.status).toBe(401);
    expect((await ask('/api/v1/gate', { token: await testToken(1, 'viewer') })).status).toBe(200);
  });
});

testApart('health needs no token; the documentation needs one unless it is public', async () => {
  await withApi({ environment: { DOCS_PUBLIC: 'false' } }, async ({ ask }) => {
    for (const path of ['/health/live', '/health/ready', '/api/v1/health/live']) {
      expect((await ask(path, { token: null })).status).toBe(200);
    }
    for (const path of ['/docs', '/docs-json', '/docs/swagger-ui.css']) {
      expect((await ask(path, { token: null })).status).toBe(401);
      expect((await ask(path, { token: await testToken(1, 'viewer') })).status).toBe(200);
    }
  });
});

testApart('the roles table is the one that is written down', () => {
  const table = Object.fromEntries(
    ROLES.map((role) => [role, PERMISSIONS.filter((permission) => mayDo(role, permission))]),
  );
  expect(table).toEqual({
    viewer: ['read'],
    operator: ['read', 'results', 'start', 'control', 'imports'],
    admin: [
      'read',
      'results',
      'start',
      'control',
      'imports',
      'consents',
      'erase',
      'break_glass',
      'channels',
      'keys',
      'audit',
    ],
  });
});
