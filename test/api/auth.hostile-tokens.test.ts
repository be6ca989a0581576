import { expect, test } from '@jest/globals';
import { ApiProcess } from '../support/api-process.js';
import { withCleanups } from '../support/cleanups.js';
import { type JwksServer, withJwksServer } from '../support/jwks-server.js';
import { rawRequest } from '../support/raw-request.js';
import { type System, withSystem } from '../support/system.js';
import { AUDIENCE, goodClaims, ISSUER, signerOf, token } from '../support/token-forge.js';
import { hostileTokens, publishedKeys } from './hostile-tokens.js';

const JOBS = '/api/v1/jobs';
const COOLDOWN_SECONDS = 2;
const START = JSON.stringify({ type: 'delete_leads_bulk', selection: { ids: [1, 2, 3] } });

/** The product's own process, with the keys of a party that listens on loopback. */
async function withJwksApi(
  test: (api: {
    url: string;
    system: System;
    jwks: JwksServer;
    keys: ReturnType<typeof publishedKeys>;
  }) => Promise<void>,
): Promise<void> {
  const keys = publishedKeys();
  await withJwksServer(async (jwks) => {
    jwks.publish(...Object.values(keys));
    const environment = {
      ...{ JWT_SECRET: '', JWKS_URL: jwks.url, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE },
      JWKS_COOLDOWN_SECONDS: String(COOLDOWN_SECONDS),
    };
    await withSystem({ policies: {}, environment }, async (system) => {
      await withCleanups(async (cleanups) => {
        const api = await cleanups.opened(ApiProcess.start(system.environment), (started) => started.stop());
        await test({ url: api.url, system, jwks, keys });
      });
    });
  });
}

const linesOf = (hostile: string | readonly string[]) =>
  typeof hostile === 'string' ? [`Authorization: Bearer ${hostile}`] : hostile;

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

test('no hostile token is taken, none leaves a trace, and all of them together fetch keys once in a cool-down', async () => {
  await withJwksServer(async (evil) => {
    await withJwksApi(async ({ url, system, jwks, keys }) => {
      const hostile = Object.entries(await hostileTokens(keys, new URL(evil.url).origin));
      expect(hostile.length).toBeGreaterThanOrEqual(60);
      const startedAt = performance.now();
      const taken: unknown[] = [];
      for (const [name, credential] of hostile) {
        const lines = linesOf(credential);
        const look = await rawRequest(url, { path: JOBS, lines });
        const headers = { 'content-type': 'application/json' };
        const start = await rawRequest(url, { method: 'POST', path: JOBS, headers, lines, body: START });
        for (const { status, headers: answered, body } of [look, start]) {
          const isChallenged = answered.get('www-authenticate')?.startsWith('Bearer realm="bulkgate"');
          const isRefused =
            status === 401 && body.code === 'unauthenticated' && isChallenged && !answered.has('set-cookie');
          if (!isRefused) taken.push([name, status, body.code]);
        }
      }
      expect(taken).toEqual([]);
      const seconds = (performance.now() - startedAt) / 1000;
      // More than Node reads of one header: refused before anybody looks at it.
      const long = linesOf('A'.repeat(20_000));
      expect((await rawRequest(url, { path: JOBS, lines: long })).status).toBe(431);
      const inQuery = token({ alg: 'RS256', kid: keys.rsa.kid }, goodClaims(), signerOf('RS256', keys.rsa.privateKey));
      expect((await rawRequest(url, { path: `${JOBS}?access_token=${inQuery}` })).status).toBe(401);

      expect(await rowsLeft(system)).toEqual({});
      expect(await system.gate.list()).toEqual([]);
      expect(evil.asked).toEqual([]);
      expect(jwks.asked.length).toBeGreaterThan(0);
      expect(jwks.asked.length).toBeLessThanOrEqual(1 + seconds / COOLDOWN_SECONDS);
      const gaps = jwks.asked.slice(1).map((at, index) => at - jwks.asked[index]!);
      expect(gaps.filter((gapMs) => gapMs < COOLDOWN_SECONDS * 1000)).toEqual([]);
    });
  });
});

test('a good token of each configured algorithm is taken, in each form that a good token may have', async () => {
  await withJwksApi(async ({ url, keys }) => {
    const { rsa, pss, ec, ed } = keys;
    const by = { RS256: rsa, PS256: pss, ES256: ec, EdDSA: ed } as const;
    const good: Record<string, string> = {};
    for (const [alg, { kid, privateKey }] of Object.entries(by)) {
      good[alg] = token({ alg, kid, typ: 'JWT' }, goodClaims(), signerOf(alg as keyof typeof by, privateKey));
    }
    const byEc = signerOf('ES256', ec.privateKey);
    const header = { alg: 'ES256', kid: ec.kid };
    Object.assign(good, {
      'without typ': token(header, goodClaims(), byEc),
      'typ at+jwt': token({ ...header, typ: 'at+jwt' }, goodClaims(), byEc),
      'typ application/at+jwt': token({ ...header, typ: 'application/at+jwt' }, goodClaims(), byEc),
      'aud a list with ours in it': token(header, goodClaims({ aud: ['https://other.example.test', AUDIENCE] }), byEc),
      'expired within the tolerance': token(header, goodClaims({ exp: Math.floor(Date.now() / 1000) - 1 }), byEc),
      'without kid, where one key would do': token({ alg: 'ES256' }, goodClaims(), byEc),
      'with claims that we do not know': token(header, goodClaims({ scope: 'x', nonce: { a: [1] } }), byEc),
    });
    for (const [name, text] of Object.entries(good)) {
      const { status } = await rawRequest(url, { path: JOBS, lines: linesOf(text) });
      expect([name, status]).toEqual([name, 200]);
    }
  });
});
