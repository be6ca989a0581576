import { expect, test } from '@jest/globals';
import { withApi } from '../../support/api.js';
import { testToken } from '../../support/test-token.js';
import { HttpSocket } from '../../support/http-socket.js';

const PATH = '/api/v1/leads';
const LIMIT = 5;
const settings = { environment: { FAILED_AUTHENTICATIONS_PER_MINUTE: String(LIMIT) } };

interface Body {
  readonly code: string;
  readonly limit?: string;
}

test('an address that shows wrong credentials is told to wait, while who was known to be good behind it goes on', () =>
  withApi(settings, async ({ ask, metrics }) => {
    const known = await testToken(1);
    expect((await ask(PATH, { token: known })).status).toBe(200);
    for (let n = 0; n < LIMIT; n++) expect((await ask(PATH, { token: `wrong-${n}` })).status).toBe(401);
    const refused = await ask<Body>(PATH, { token: 'wrong-again' });
    expect([refused.status, refused.body.code, refused.body.limit]).toEqual([
      429,
      'too_many_requests',
      'failed_authentications',
    ]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(12);
    // Whether an unknown credential is good is not even looked at.
    expect((await ask(PATH, { token: await testToken(1, 'viewer', 'a-new-one') })).status).toBe(429);
    expect((await ask(PATH, { token: known })).status).toBe(200);
    expect((await ask('/health/live', { token: null })).status).toBe(200);
    expect((await metrics.refusedByLimit.get()).values).toEqual([
      expect.objectContaining({ labels: { limit: 'failed_authentications' }, value: 2 }),
    ]);
  }));

test('guesses that come all at once count before they are looked up: pipelined on one connection, or on many', async () => {
  const guess = (n: number): string[] => [`Authorization: Bearer bg_1_${'a'.repeat(12)}_wrong-${n}`];
  for (const connections of [1, 4 * LIMIT]) {
    await withApi(settings, async ({ url }) => {
      const sockets = await Promise.all(Array.from({ length: connections }, () => HttpSocket.connect(url)));
      for (let n = 0; n < 4 * LIMIT; n++) sockets[n % connections]!.send(`GET ${PATH}`, guess(n));
      const statuses = [];
      for (let n = 0; n < 4 * LIMIT; n++) statuses.push((await sockets[n % connections]!.answer()).status);
      sockets.forEach((socket) => socket.destroy());
      expect(statuses.filter((status) => status === 401)).toHaveLength(LIMIT);
      expect(statuses.filter((status) => status === 429)).toHaveLength(3 * LIMIT);
    });
  }
});

test('a good credential gives its count back, however many are seen for the first time', () =>
  withApi(settings, async ({ ask }) => {
    for (let n = 0; n < 3 * LIMIT; n++) {
      expect((await ask(PATH, { token: await testToken(1, 'viewer', `colleague-${n}`) })).status).toBe(200);
    }
    for (let n = 0; n < LIMIT; n++) expect((await ask(PATH, { token: `wrong-${n}` })).status).toBe(401);
    expect((await ask(PATH, { token: 'wrong-again' })).status).toBe(429);
  }));

test('a request without a credential is no guess, and a good one never counts', () =>
  withApi(settings, async ({ ask }) => {
    for (let n = 0; n < 3 * LIMIT; n++) {
      expect((await ask(PATH, { token: null })).status).toBe(401);
      expect((await ask(PATH)).status).toBe(200);
    }
    expect((await ask(PATH, { token: await testToken(2) })).status).toBe(200);
  }));

test('X-Forwarded-For is believed of a trusted proxy alone: elsewhere it buys no new guesses', async () => {
  const guesses = async (ask: Parameters<Parameters<typeof withApi>[1]>[0]['ask']): Promise<number[]> => {
    const statuses = [];
    for (let n = 0; n <= LIMIT; n++) {
      const headers = { 'x-forwarded-for': `203.0.113.${n}` };
      statuses.push((await ask(PATH, { token: `wrong-${n}`, headers })).status);
    }
    return statuses;
  };
  await withApi(settings, async ({ ask }) => {
    expect((await guesses(ask)).at(-1)).toBe(429);
  });
  const behindProxy = { environment: { ...settings.environment, TRUSTED_PROXIES: '10.0.0.0/8, 127.0.0.1' } };
  await withApi(behindProxy, async ({ ask }) => {
    expect(new Set(await guesses(ask))).toEqual(new Set([401]));
    // One client behind it guesses; the others do not pay for it. Its network of 64 bits counts as one.
    const from = (address: string) => ask(PATH, { token: 'wrong', headers: { 'x-forwarded-for': address } });
    for (let n = 0; n < LIMIT; n++) expect((await from(`2001:db8::${n}`)).status).toBe(401);
    expect((await from('2001:db8::ffff')).status).toBe(429);
    expect((await from('2001:db8:0:1::1')).status).toBe(401);
  });
});
