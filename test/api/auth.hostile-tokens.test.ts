import { expect, test } from '@jest/globals';
import { type JwksServer, withJwksServer } from '../support/jwks-server.js';
import { rawRequest } from '../support/raw-request.js';
import { type System, withSystem } from '../support/system.js';
import { AUDIENCE, encoded, goodClaims, hmacSigner, ISSUER, newKey, signerOf, token } from '../support/token-forge.js';

const JOBS = '/api/v1/jobs';
const START = JSON.stringify({ type: 'delete_leads_bulk', selection: { ids: [1, 2, 3] } });
const keys = {
  rsa: newKey('RSA', 'rsa-1', { alg: 'RS256' }),
  pss: newKey('RSA', 'pss-1', { alg: 'PS256' }),
  ec: newKey('EC', 'ec-1'),
  ed: newKey('Ed25519', 'ed-1'),
  short: newKey('RSA', 'short-1', {}, 1024),
};

/** The product's own process, with the keys of a party that listens on loopback: one fetch of them in an hour. */
async function withJwksApi(
  work: (api: { url: string; system: System; jwks: JwksServer }) => Promise<void>,
): Promise<void> {
  await withJwksServer(async (jwks) => {
    jwks.publish(...Object.values(keys));
    const environment = {
      ...{ JWT_SECRET: '', JWKS_URL: jwks.url, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE },
      JWKS_COOLDOWN_SECONDS: '3600',
    };
    await withSystem({ policies: {}, environment }, async (system) => {
      const { url } = await system.startApi();
      await work({ url, system, jwks });
    });
  });
}

/** Header lines with one credential of each kind that may not be taken; all of them: test/access/tokens.refused. */
function hostileLines(evilUrl: string): Record<string, readonly string[]> {
  const { rsa, short } = keys;
  const byRsa = signerOf('RS256', rsa.privateKey);
  const signed = (claims: object, header: object = {}, signer = byRsa) =>
    token({ alg: 'RS256', kid: rsa.kid, ...header }, goodClaims(claims), signer);
  const good = signed({});
  const pem = rsa.publicKey.export({ format: 'pem', type: 'spki' }) as string;
  const attacker = newKey('RSA', 'attacker-1');
  const byAttacker = signerOf('RS256', attacker.privateKey);
  const tokens = {
    'not signed': `${encoded({ alg: 'none' })}.${encoded(goodClaims())}.`,
    'HS256 with the public key': signed({}, { alg: 'HS256' }, hmacSigner(pem)),
    'signed by somebody else': signed({}, {}, byAttacker),
    'jku to a set of the attacker': signed({}, { kid: attacker.kid, jku: `${evilUrl}/jku` }, byAttacker),
    'kid unknown': signed({}, { kid: 'nobody-knows' }),
    'signed with a key of 1024 bits': signed({}, { kid: short.kid }, signerOf('RS256', short.privateKey)),
    expired: signed({ exp: 1 }),
    'for somebody else': signed({ aud: 'https://other.example.test' }),
    'role unknown': signed({ role: 'root' }),
    'cut in half': good.slice(0, good.length / 2),
    'an API key that nobody has': `bg_1_0190a1b2-0000-7000-8000-000000000000_${'A'.repeat(43)}`,
    'an API key of no business': `bg_0_0190a1b2-0000-7000-8000-000000000000_${'A'.repeat(43)}`,
  };
  return {
    ...Object.fromEntries(Object.entries(tokens).map(([name, text]) => [name, [`Authorization: Bearer ${text}`]])),
    'no header at all': [],
    'a good token under another scheme': [`Authorization: Basic ${good}`],
    'two headers, the good one first': [`Authorization: Bearer ${good}`, 'Authorization: Bearer bad'],
    'a good token in a cookie': [`Cookie: token=${good}; Authorization=${good}`],
  };
}

/** How many rows each table of a business has, where it has any. */
async function rowsLeft({ dataSource }: System): Promise<Record<string, number>> {
  const tables = await dataSource.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.columns
      WHERE table_schema = current_schema() AND column_name = 'business_id'`,
  );
  expect(tables.length).toBeGreaterThan(4);
  const counts = tables.map(async ({ name }) => {
    const [row] = await dataSource.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM ${name}`);
    return [name, row!.count] as const;
  });
  return Object.fromEntries((await Promise.all(counts)).filter(([, count]) => count > 0));
}

test('no hostile token is taken, none leaves a trace, and all of them together fetch the keys once', () =>
  withJwksServer(async (evil) => {
    await withJwksApi(async ({ url, system, jwks }) => {
      for (const [name, lines] of Object.entries(hostileLines(new URL(evil.url).origin))) {
        const look = await rawRequest(url, { path: JOBS, lines });
        const headers = { 'content-type': 'application/json' };
        const start = await rawRequest(url, { method: 'POST', path: JOBS, headers, lines, body: START });
        for (const { status, headers: answered, body } of [look, start]) {
          expect([name, status, body.code]).toEqual([name, 401, 'unauthenticated']);
          expect(answered.get('www-authenticate')).toMatch(/^Bearer realm="bulkgate"/);
          expect(answered.has('set-cookie')).toBe(false);
        }
      }
      // More than Node reads of one header: refused before anybody looks at it.
      const long = [`Authorization: Bearer ${'A'.repeat(20_000)}`];
      expect((await rawRequest(url, { path: JOBS, lines: long })).status).toBe(431);
      const inQuery = token({ alg: 'RS256', kid: keys.rsa.kid }, goodClaims(), signerOf('RS256', keys.rsa.privateKey));
      expect((await rawRequest(url, { path: `${JOBS}?access_token=${inQuery}` })).status).toBe(401);

      expect(await rowsLeft(system)).toEqual({});
      expect(await system.gate.list()).toEqual([]);
      expect([evil.asked.length, jwks.asked.length]).toEqual([0, 1]);
    });
  }));

test('a good token of each configured algorithm is taken', () =>
  withJwksApi(async ({ url }) => {
    const by = { RS256: keys.rsa, PS256: keys.pss, ES256: keys.ec, EdDSA: keys.ed } as const;
    for (const [alg, { kid, privateKey }] of Object.entries(by)) {
      const text = token({ alg, kid, typ: 'JWT' }, goodClaims(), signerOf(alg as keyof typeof by, privateKey));
      const { status } = await rawRequest(url, { path: JOBS, lines: [`Authorization: Bearer ${text}`] });
      expect([alg, status]).toEqual([alg, 200]);
    }
  }));
