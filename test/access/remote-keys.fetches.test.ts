import type { RequestListener, ServerResponse } from 'node:http';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { errors } from 'jose';
import { RemoteKeys } from '../../src/access/remote-keys.js';
import { TokenKeysUnavailable } from '../../src/access/credential-verifier.js';
import { eventually } from '../support/eventually.js';
import { withJwksServer } from '../support/jwks-server.js';
import { newKey } from '../support/token-forge.js';

const COOLDOWN_MS = 30_000;
const CACHE_MS = 600_000;
const key = newKey('EC', 'ec-1');

// The clock that the keys go by stands still until a test moves it.
let nowMs: number;
beforeEach(() => {
  nowMs = 1_000;
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
});

interface Keys {
  /** What becomes of a look-up by key id. */
  readonly look: (kid?: string) => Promise<'found' | 'unknown' | 'unavailable'>;
  /** Of each fetch that failed. */
  readonly failures: unknown[];
}

function keysOf(url: string): Keys {
  const failures: unknown[] = [];
  const settings = { url, cooldownSeconds: COOLDOWN_MS / 1_000, cacheSeconds: CACHE_MS / 1_000, timeoutMs: 2_000 };
  const keys = new RemoteKeys(settings, (error) => failures.push(error));
  return {
    failures,
    async look(kid = key.kid) {
      try {
        await keys.keyFor({ alg: 'ES256', kid }, { payload: '', signature: '' });
        return 'found';
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey) return 'unknown';
        if (error instanceof TokenKeysUnavailable) return 'unavailable';
        throw error;
      }
    },
  };
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
  'a key server that %s is asked once in a cool-down, and used again once it is well',
  (_, listener) =>
    withJwksServer(async (server) => {
      server.answerWith(listener);
      const { look, failures } = keysOf(server.url);
      const atOnce = await Promise.all(Array.from({ length: 50 }, () => look()));
      expect(new Set(atOnce)).toEqual(new Set(['unavailable']));
      server.publish(key);
      nowMs += COOLDOWN_MS - 1;
      expect(await look()).toBe('unavailable');
      expect([server.asked.length, failures.length]).toEqual([1, 1]);
      nowMs += 1;
      expect(await look()).toBe('found');
      expect(server.asked).toHaveLength(2);
    }),
);

test('a key that is published later is found after a cool-down, and one that is withdrawn is not', () =>
  withJwksServer(async (server) => {
    const later = newKey('EC', 'ec-2');
    server.publish(key);
    const { look } = keysOf(server.url);
    expect([await look(), await look(later.kid)]).toEqual(['found', 'unknown']);
    server.publish(later);
    nowMs += COOLDOWN_MS - 1;
    expect(await look(later.kid)).toBe('unknown');
    nowMs += 1;
    expect([await look(later.kid), await look()]).toEqual(['found', 'unknown']);
    expect(server.asked).toHaveLength(2);
  }));

test('invented key ids, however many and however different, fetch once in a cool-down', () =>
  withJwksServer(async (server) => {
    server.publish(key);
    const { look } = keysOf(server.url);
    for (let fetches = 1; fetches <= 3; fetches++) {
      for (let round = 0; round < 20; round++) {
        const invented = Array.from({ length: 20 }, (_, index) => look(`k-${round}-${index}`));
        expect(new Set(await Promise.all(invented))).toEqual(new Set(['unknown']));
      }
      expect(server.asked).toHaveLength(fetches);
      nowMs += COOLDOWN_MS;
    }
  }));

test('known keys outlive an outage up to the age of the cache; after it nothing is taken on trust', () =>
  withJwksServer(async (server) => {
    server.publish(key);
    const { look, failures } = keysOf(server.url);
    expect(await look()).toBe('found');
    await server.close();
    nowMs += CACHE_MS;
    expect(await look()).toBe('found');
    await eventually(() => failures.length === 1);
    nowMs += COOLDOWN_MS;
    expect(await look()).toBe('unavailable');
    await server.open();
    expect(await look()).toBe('unavailable');
    nowMs += COOLDOWN_MS;
    expect(await look()).toBe('found');
  }));

test('keys are fetched anew before they are too old, and no look-up waits for a slow key server', () =>
  withJwksServer(async (server) => {
    server.publish(key);
    const { look } = keysOf(server.url);
    expect(await look()).toBe('found');
    const held: ServerResponse[] = [];
    server.answerWith((_, response) => void held.push(response));
    nowMs += CACHE_MS / 2;
    expect(await look()).toBe('found');
    expect(server.asked).toHaveLength(1); // half of the age is not more than half
    nowMs += 1;
    expect(await look()).toBe('found');
    await eventually(() => held.length === 1);
    expect(await look()).toBe('found');
    expect(held).toHaveLength(1);
    held[0]!.end(JSON.stringify({ keys: [] }));
    // The answer is taken: the key has been withdrawn by it.
    await eventually(async () => (await look()) === 'unknown');
  }));
