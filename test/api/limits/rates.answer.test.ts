import { expect, test } from '@jest/globals';
import { NO_TRACES, sendInPieces, type TestApi, withApi } from '../../support/api.js';
import { makeKey } from '../../support/api-keys.js';
import { testToken } from '../../support/test-token.js';
import { logIn } from '../../support/browser-session.js';

const START = '/api/v1/jobs';
const BODY = { type: 'delete_leads_bulk', selection: { all: true } };

interface Body {
  readonly id?: string;
  readonly code?: string;
  readonly limit?: string;
}

async function refusals({ metrics }: TestApi): Promise<Record<string, number>> {
  const { values } = await metrics.refusedByLimit.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels.limit!, value]));
}

/** Seconds that a refused client is to wait: whole, and at least 1. */
function retryAfter(headers: Headers): number {
  const text = headers.get('retry-after')!;
  expect(text).toMatch(/^[1-9]\d*$/);
  return Number(text);
}

test('starts over the limit are 429 with Retry-After, before the body is read, and leave nothing behind', () =>
  withApi({ environment: { STARTS_PER_MINUTE: '5' } }, async (api) => {
    const { ask } = api;
    for (let n = 4; n >= 0; n--) {
      const answer = await ask<Body>(START, { body: { ...BODY, colour: 'red' } });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
      expect(answer.headers.get('ratelimit-policy')).toContain('"starts";q=5;w=60');
      expect(answer.headers.get('ratelimit')).toContain(`"starts";r=${n};`);
    }
    const refused = await ask<Body>(START, { body: BODY });
    expect([refused.status, refused.body.code, refused.body.limit]).toEqual([429, 'too_many_requests', 'starts']);
    expect(retryAfter(refused.headers)).toBeLessThanOrEqual(12);
    // The rest of this body never comes.
    const unread = await sendInPieces(
      `${api.url}${START}`,
      { authorization: `Bearer ${await testToken(1)}`, 'content-type': 'application/json', 'content-length': '1000' },
      (async function* () {
        yield '{"type":';
        await new Promise(() => undefined);
      })(),
    );
    expect(unread.status).toBe(429);
    expect(await api.traces()).toEqual(NO_TRACES);
    expect(await refusals(api)).toEqual({ starts: 2 });
    // Reading goes on.
    expect((await ask(START)).status).toBe(200);
  }));

test('the limit is one subject’s: not its token’s, its business’s, another business’s, or one process’s', () =>
  withApi({ environment: { STARTS_PER_MINUTE: '3' } }, async (api) => {
    const start = async (token: string): Promise<number> => (await api.ask(START, { body: BODY, token })).status;
    const tokenOf = (jti: string, businessId = 1) => testToken(businessId, 'operator', 'operator-1', { jti });
    const mine = await Promise.all(['a', 'b', 'c', 'd'].map((jti) => tokenOf(jti)));
    const statuses = [];
    for (const token of mine) statuses.push(await start(token));
    expect(statuses).toEqual([202, 409, 409, 429]);
    // A session is whoever opened it.
    const { cookie, token } = await logIn(api.url);
    const browser = { cookie, origin: api.url, 'x-csrf-token': token };
    expect((await api.ask(START, { body: BODY, token: null, headers: browser })).status).toBe(429);
    // Others: a colleague, a key of his own making, and the same name in another business.
    const key = (await makeKey(api)).key;
    const others = [await testToken(1, 'operator', 'operator-2'), key, await tokenOf('a', 2)];
    expect([await start(others[0]!), await start(others[1]!), await start(others[2]!)]).toEqual([409, 409, 202]);
    const keys = await api.redis.keys('rate_limit:starts:*');
    expect(keys.map((key) => key.split(':').slice(0, 3).join(':')).sort()).toEqual([
      ...Array<string>(3).fill('rate_limit:starts:1'),
      'rate_limit:starts:2',
    ]);
    expect(keys.join()).not.toContain('operator');
  }));

test('a business has a limit above those of its subjects, which nobody uses up by being refused', async () => {
  const environment = { STARTS_PER_MINUTE: '2', BUSINESS_STARTS_PER_MINUTE: '3', BUSINESS_REQUESTS_PER_MINUTE: '6' };
  await withApi({ environment }, async (api) => {
    const asSubject = async (subject: string, businessId = 1) => {
      const token = await testToken(businessId, 'operator', subject);
      const { status, body } = await api.ask<Body>(START, { body: BODY, token });
      return `${status} ${body.limit ?? ''}`;
    };
    const one = [];
    for (let n = 0; n < 4; n++) one.push(await asSubject('one'));
    expect(one).toEqual(['202 ', '409 ', '429 starts', '429 starts']);
    expect([await asSubject('two'), await asSubject('three'), await asSubject('two', 2)]).toEqual([
      ...['409 ', '429 business_starts', '202 '],
    ]);
    // Requests of whatever kind, of whomever: four have counted so far.
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const token = await testToken(1, 'viewer', `viewer-${n}`);
        const { status, body } = await api.ask<Body>('/api/v1/gate', { token });
        return `${status} ${body.limit ?? ''}`;
      }),
    );
    expect(new Set(answers)).toEqual(new Set(['200 ', '429 business_requests']));
    expect(answers.filter((answer) => answer === '200 ').length).toBeLessThan(10);
  });
});

test('what is sent at once meets the same limit as what is sent one by one', () =>
  withApi({ environment: { STARTS_PER_MINUTE: '7' } }, async (api) => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => api.ask(START, { body: BODY })));
    const counts = [202, 409, 429].map((status) => answers.filter((answer) => answer.status === status).length);
    expect(counts).toEqual([1, 6, 53]);
  }));

test('the repetition of an accepted start is answered where starts are used up, and uses none up', () =>
  withApi({ environment: { STARTS_PER_MINUTE: '3' } }, async (api) => {
    const start = (key: string) => api.ask<Body>(START, { body: BODY, headers: { 'idempotency-key': key } });
    const first = await start('key-1');
    expect(first.status).toBe(202);
    for (let n = 0; n < 5; n++) expect((await start('key-1')).status).toBe(202);
    expect([(await start('key-2')).status, (await start('key-3')).status]).toEqual([409, 409]);
    expect((await start('key-4')).status).toBe(429);
    const again = await start('key-1');
    expect([again.status, again.body.id, again.headers.get('idempotent-replayed')]).toEqual([
      202,
      first.body.id,
      'true',
    ]);
    // Another business's key is no key of this one.
    const other = { body: BODY, headers: { 'idempotency-key': 'key-1' }, token: await testToken(2) };
    expect((await api.ask(START, other)).status).toBe(202);
  }));

test('requests of whatever kind have a limit of their own, and health has none', () =>
  withApi({ environment: { REQUESTS_PER_MINUTE: '4' } }, async (api) => {
    const { ask } = api;
    const statuses: number[] = [];
    for (const path of [START, '/api/v1/leads', '/api/v1/gate', `${START}/x`]) statuses.push((await ask(path)).status);
    expect(statuses).toEqual([200, 200, 200, 404]);
    // One more is allowed each 15 s, which five requests take where the machine is busy enough.
    do statuses.push((await ask(START)).status);
    while (statuses.at(-1) === 200 && statuses.length < 20);
    expect(statuses.at(-1)).toBe(429);
    const refused = await ask<Body>('/api/v1/leads');
    expect([refused.body.code, refused.body.limit]).toEqual(['too_many_requests', 'requests']);
    expect(retryAfter(refused.headers)).toBeLessThanOrEqual(15);
    expect((await ask(START, { token: await testToken(1, 'viewer', 'viewer-1') })).status).toBe(200);
    for (let n = 0; n < 20; n++) expect((await ask('/health/live', { token: null })).status).toBe(200);
    expect(await refusals(api)).toEqual({ requests: 2 });
  }));
