import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { InvalidConfig, readConfig } from '../../src/config/config.js';
import type { Program } from '../../src/config/settings-module.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { programOutcome } from '../support/program-outcome.js';
import { withSystem } from '../support/system.js';

const SERVICES = { DATABASE_URL: 'postgres://u@127.0.0.1/d', REDIS_URL: 'redis://127.0.0.1' };
const SECRET = 'a secret that is long enough for tests';
const TOKENS = {
  JWKS_URL: 'https://login.example.test/jwks.json',
  JWT_ISSUER: 'https://login.example.test/',
  JWT_AUDIENCE: 'bulkgate',
};
const PRODUCTION = { BULKGATE_MODE: 'production', ...SERVICES, ...TOKENS, TLS_TERMINATED_BY_PROXY: 'true' };
const LOCAL = { BULKGATE_MODE: 'local', ...SERVICES, JWT_SECRET: SECRET };
const EVERYTHING_WRONG = {
  ...{ JWKS_URL: '', JWT_SECRET: SECRET, DOCS_PUBLIC: 'true', METRICS_HOST: '0.0.0.0', TLS_TERMINATED_BY_PROXY: '' },
};

/** The faults that a program finds in its environment, none where it takes it. */
function faultsOf(environment: NodeJS.ProcessEnv, program: Program = 'api'): readonly string[] {
  try {
    readConfig(operationRegistry, environment, program);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults;
    throw error;
  }
}

describe.each(['production', '', 'prod'])('with BULKGATE_MODE "%s"', (mode) => {
  test('the API does not start with what is for the local stack, and tells every fault at once by its variable', async () => {
    const { code, said } = await programOutcome('api', { ...EVERYTHING_WRONG, BULKGATE_MODE: mode });
    for (const name of ['JWKS_URL', 'JWT_SECRET', 'DOCS_PUBLIC', 'METRICS_HOST', 'TLS_TERMINATED_BY_PROXY']) {
      expect(said).toContain(`- ${name}: `);
    }
    expect(said).not.toContain(SECRET);
    expect(said).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
  });
});

test('a worker in production mode does not start with metrics for everybody, and asks nothing about tokens', async () => {
  const { code, said } = await programOutcome('worker', { ...EVERYTHING_WRONG, BULKGATE_MODE: 'production' });
  expect(said.match(/- [A-Z_]+: /g)).toEqual(['- METRICS_HOST: ']);
  expect(code).toBe(1);
});

describe('production mode', () => {
  test('takes what is sound, and so does local mode', () => {
    expect(faultsOf(PRODUCTION)).toEqual([]);
    expect(faultsOf(LOCAL)).toEqual([]);
    expect(readConfig(operationRegistry, PRODUCTION, 'api').api.jwt).toMatchObject({
      secret: undefined,
      jwks: { algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'], cooldownSeconds: 30 },
    });
  });

  test.each([
    [{ JWT_SECRET: SECRET }, ['JWKS_URL: excludes JWT_SECRET', 'JWT_SECRET: a shared key is for the local stack']],
    [{ JWKS_URL: '' }, ['JWKS_URL: is needed']],
    [{ JWKS_URL: 'http://login.example.test/jwks.json' }, ['JWKS_URL: must be https']],
    [{ JWKS_URL: 'http://127.0.0.1/jwks.json' }, ['JWKS_URL: must be https']],
    [{ JWKS_URL: 'https://me:hidden@login.example.test/' }, ['JWKS_URL: must not hold a name or a password']],
    [{ JWT_ISSUER: '' }, ['JWT_ISSUER: is needed']],
    [{ JWT_AUDIENCE: '' }, ['JWT_AUDIENCE: is needed']],
    [{ DOCS_PUBLIC: 'true' }, ['DOCS_PUBLIC: must not be true']],
    [{ SAMPLE_USERS: 'true' }, ['SAMPLE_USERS: must not be true']],
    [{ METRICS_HOST: '0.0.0.0' }, ['METRICS_HOST: must be a loopback or private address']],
    [{ PUBLIC_ORIGIN: 'http://localhost:3000' }, ['PUBLIC_ORIGIN: must be https']],
    [{ METRICS_HOST: '::' }, ['METRICS_HOST: must be a loopback or private address']],
    [{ METRICS_HOST: '203.0.113.7' }, ['METRICS_HOST: must be a loopback or private address']],
    [{ METRICS_HOST: 'metrics.example.test' }, ['METRICS_HOST: must be a loopback or private address']],
    [{ TLS_TERMINATED_BY_PROXY: 'false' }, ['TLS_TERMINATED_BY_PROXY: must be true']],
    [{ JWT_ALGORITHMS: 'RS256,HS256' }, ['JWT_ALGORITHMS: must be of RS256']],
    [{ JWT_ALGORITHMS: 'none' }, ['JWT_ALGORITHMS: must be of RS256']],
    [{ TRUSTED_PROXIES: '0.0.0.0/0' }, ['TRUSTED_PROXIES: must be addresses']],
    [{ TRUSTED_PROXIES: '10.0.0.0/8,proxy' }, ['TRUSTED_PROXIES: must be addresses']],
  ])('refuses %j', (change, expected) => {
    const faults = faultsOf({ ...PRODUCTION, ...change });
    expect(faults.map((fault, index) => fault.slice(0, expected[index]?.length))).toEqual(expected);
    expect(faults.join()).not.toContain('hidden');
  });

  test.each(['127.0.0.1', 'localhost', '::1', '10.1.2.3', '172.16.0.1', '192.168.1.1', 'fd00::1'])(
    'takes metrics on %s',
    (host) => expect(faultsOf({ ...PRODUCTION, METRICS_HOST: host })).toEqual([]),
  );

  test('takes a login that is nothing but the API, and then answers: tokens with 503 while the keys cannot be had', async () => {
    // A port of loopback that nobody listens on.
    const environment = { ...TOKENS, JWKS_URL: 'https://127.0.0.1:9/jwks.json', JWT_SECRET: '' };
    const mode = { BULKGATE_MODE: 'production', TLS_TERMINATED_BY_PROXY: 'true' };
    await withSystem({ policies: {}, environment: { ...environment, ...mode } }, async (system) => {
      await expect(system.startApi()).rejects.toThrow('postgres is a superuser');
      // Roles belong to the whole server, which other tests use: one of its own, that goes with this test.
      const login = `api_${randomBytes(6).toString('hex')}`;
      await system.dataSource.query(`CREATE ROLE ${login} LOGIN PASSWORD '${login}' IN ROLE bulkgate_api`);
      const url = Object.assign(new URL(system.config.database.url), { username: login, password: login }).href;
      const api = await system.startApi({ DATABASE_URL: url });
      try {
        const header = Buffer.from('{"alg":"RS256"}').toString('base64url');
        const answer = await fetch(`${api.url}/api/v1/gate`, {
          headers: { authorization: `Bearer ${header}.${Buffer.from('{}').toString('base64url')}.AAAA` },
        });
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
        expect(await answer.json()).toMatchObject({ code: 'token_keys_unavailable' });
      } finally {
        await api.stop();
        await system.dataSource.query(`DROP ROLE ${login}`);
      }
    });
  });
});

describe('local mode', () => {
  test.each([
    [{ JWT_SECRET: '' }, ['JWT_SECRET: is needed by the API']],
    [{ JWT_SECRET: '', ...TOKENS, JWKS_URL: 'http://login.example.test/' }, ['JWKS_URL: must be https']],
    [TOKENS, ['JWKS_URL: excludes JWT_SECRET']],
  ])('refuses %j', (change, expected) => {
    const faults = faultsOf({ ...LOCAL, ...change });
    expect(faults.map((fault, index) => fault.slice(0, expected[index]?.length))).toEqual(expected);
  });

  test.each(['http://127.0.0.1:9000/jwks.json', 'http://localhost/jwks.json', 'http://[::1]/jwks.json'])(
    'takes keys from %s',
    (url) => expect(faultsOf({ ...LOCAL, JWT_SECRET: '', ...TOKENS, JWKS_URL: url })).toEqual([]),
  );

  test('the size of the pool is held against the batches of a worker, and nobody else', () => {
    const small = { ...LOCAL, DATABASE_POOL_SIZE: '5' };
    expect(faultsOf(small)).toEqual([]);
    expect(faultsOf(small, 'worker')).toEqual(['DATABASE_POOL_SIZE: must be at least 12, WORKER_MAX_CHUNKS + 2']);
  });
});
