import type { RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { InvalidCredential } from '../../src/access/credential-verifier.js';
import { JwksJwtVerifier } from '../../src/access/jwks-verifier.js';
import { Problem } from '../../src/http/problem.js';
import type { JwksSettings } from '../../src/config/tokens.js';
import { withApi } from '../support/api.js';
import { eventually } from '../support/eventually.js';
import { type JwksServer, withJwksServer } from '../support/jwks-server.js';
import { AUDIENCE, goodClaims, ISSUER, newKey, signerOf, type SigningKey, token } from '../support/token-forge.js';

const key = newKey('EC', 'ec-1');

const tokenBy = (by: SigningKey): string =>
  token({ alg: 'ES256', kid: by.kid }, goodClaims(), signerOf('ES256', by.privateKey));

function verifierOf(url: string, changes: Partial<JwksSettings> = {}): JwksJwtVerifier {
  const jwks = { url, algorithms: ['ES256'], cooldownSeconds: 0.5, cacheSeconds: 60, timeoutMs: 300 };
  const settings = { jwks: { ...jwks, maxTokenAgeSeconds: 86_400, ...changes }, issuer: ISSUER, audience: AUDIENCE };
  return new JwksJwtVerifier({ ...settings, clockToleranceSeconds: 5 }, () => undefined);
}

/** What becomes of a token: `good`, a status of a problem, or `refused`. */
async function outcome(verifier: JwksJwtVerifier, text: string): Promise<string | number> {
  try {
    await verifier.verify(text);
    return 'good';
  } catch (error) {
    if (error instanceof InvalidCredential) return 'refused';
    if (error instanceof Problem) return error.fields.status;
    throw error;
  }
}

const broken: Record<string, RequestListener> = {
  'hangs up': (_, response) => void response.destroy(),
  'never answers': () => undefined,
  'sends a byte now and then': (_, response) => {
    response.write('{"keys":[');
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  },
  'sends without end': (_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(' '.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  },
  'answers 500': (_, response) => void response.writeHead(500).end(JSON.stringify({ keys: [key.jwk] })),
  'sends elsewhere': (_, response) => void response.writeHead(302, { location: '/other' }).end(),
  'sends no JSON': (_, response) => void response.end('<html>'),
  'sends no set': (_, response) => void response.end('{"keys":{}}'),
  'sends a set of texts': (_, response) => void response.end('{"keys":["a"]}'),
};

test.each(Object.entries(broken))(
  'a key server that %s is asked once in a cool-down, answered for in time with 503, and used again once it is well',
  async (_, listener) => {
    await withJwksServer(async (server) => {
      server.answerWith(listener);
      const verifier = verifierOf(server.url);
      const startedAt = performance.now();
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcome(verifier, tokenBy(key))));
      expect(new Set(outcomes)).toEqual(new Set([503]));
      expect(performance.now() - startedAt).toBeLessThan(2_500); // the time-out is 300 ms
      for (let more = 0; more < 20; more++) expect(await outcome(verifier, tokenBy(key))).toBe(503);
      expectRareFetches(server, 500);
      server.publish(key);
      await eventually(async () => (await outcome(verifier, tokenBy(key))) === 'good', 5_000);
      expectRareFetches(server, 500);
    });
  },
);

test('a key that is published later is taken after a cool-down, and one that is withdrawn no longer than the cache', async () => {
  await withJwksServer(async (server) => {
    const later = newKey('EC', 'ec-2');
    server.publish(key);
    const verifier = verifierOf(server.url, { cacheSeconds: 2 });
    expect(await outcome(verifier, tokenBy(key))).toBe('good');
    expect(await outcome(verifier, tokenBy(later))).toBe('refused');
    server.publish(later);
    const publishedAt = performance.now();
    await eventually(async () => (await outcome(verifier, tokenBy(later))) === 'good', 5_000);
    expect(performance.now() - publishedAt).toBeLessThan(2_000);
    expect(await outcome(verifier, tokenBy(key))).toBe('refused');
    expectRareFetches(server, 500);
  });
});

test('invented key ids, however many and however different, fetch once in a cool-down', async () => {
  await withJwksServer(async (server) => {
    server.publish(key);
    const verifier = verifierOf(server.url);
    const startedAt = performance.now();
    for (let round = 0; round < 20; round++) {
      const unknown = Array.from({ length: 20 }, (_, index) => ({ ...key, kid: `k-${round}-${index}` }));
      const outcomes = await Promise.all(unknown.map((invented) => outcome(verifier, tokenBy(invented))));
      expect(new Set(outcomes)).toEqual(new Set(['refused']));
      await delay(50);
    }
    expectRareFetches(server, 500);
    expect(server.asked.length).toBeLessThanOrEqual(1 + (performance.now() - startedAt) / 500);
    expect(server.asked.length).toBeGreaterThan(1); // or nothing would be shown
  });
});

test('known keys outlive an outage up to the age of the cache; after it nothing is taken on trust', async () => {
  await withJwksServer(async (server) => {
    server.publish(key);
    const verifier = verifierOf(server.url, { cacheSeconds: 2, cooldownSeconds: 0.2 });
    expect(await outcome(verifier, tokenBy(key))).toBe('good');
    const loadedAt = performance.now();
    await server.close();
    while (performance.now() - loadedAt < 1_500) {
      const result = await outcome(verifier, tokenBy(key));
      if (performance.now() - loadedAt < 2_000) expect(result).toBe('good');
      await delay(50);
    }
    await eventually(async () => (await outcome(verifier, tokenBy(key))) === 503, 5_000);
    await server.open();
    await eventually(async () => (await outcome(verifier, tokenBy(key))) === 'good', 5_000);
  });
});

test('keys are fetched anew beside the requests before they are too old: nobody waits for a slow key server', async () => {
  await withJwksServer(async (server) => {
    server.publish(key);
    const verifier = verifierOf(server.url, { cacheSeconds: 1.5, cooldownSeconds: 0.2, timeoutMs: 1_000 });
    expect(await outcome(verifier, tokenBy(key))).toBe('good');
    const set = JSON.stringify({ keys: [key.jwk] });
    server.answerWith((_, response) => void setTimeout(() => response.end(set), 300));
    const untilMs = performance.now() + 3_000;
    const waits: number[] = [];
    while (performance.now() < untilMs) {
      const askedAt = performance.now();
      expect(await outcome(verifier, tokenBy(key))).toBe('good');
      waits.push(performance.now() - askedAt);
      await delay(20);
    }
    expect(server.asked.length).toBeGreaterThan(2);
    expect(waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.9)]).toBeLessThan(250);
  });
});

test('the API answers 503 with a code of its own and Retry-After, and logs each failed fetch', async () => {
  await withJwksServer(async (server) => {
    server.answerWith((_, response) => void response.destroy());
    const tokens = { JWT_SECRET: '', JWKS_URL: server.url, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE };
    await withApi({ environment: { ...tokens, JWKS_COOLDOWN_SECONDS: '60' } }, async ({ ask, logged }) => {
      for (let click = 0; click < 5; click++) {
        const answer = await ask('/api/v1/gate', { token: tokenBy(key) });
        expect([answer.status, answer.body.code]).toEqual([503, 'token_keys_unavailable']);
        const retryAfter = Number(answer.headers.get('retry-after'));
        expect(retryAfter).toBeGreaterThan(50);
        expect(retryAfter).toBeLessThanOrEqual(60);
      }
      expect(server.asked).toHaveLength(1);
      expect(logged.filter(({ msg }) => msg === 'the keys of tokens could not be fetched')).toHaveLength(1);
      // Not for its key, but for what it is: told at once, without keys.
      expect((await ask('/api/v1/gate', { token: 'nonsense' })).status).toBe(401);
    });
  });
});

function expectRareFetches({ asked }: JwksServer, cooldownMs: number): void {
  const gaps = asked.slice(1).map((at, index) => at - asked[index]!);
  expect(gaps.filter((gapMs) => gapMs < cooldownMs)).toEqual([]);
}
