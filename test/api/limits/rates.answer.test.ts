import { expect, test } from '@jest/globals';
import { NO_TRACES, sendInPieces, type TestApi, withApi } from '../../support/api.js';
import { testToken } from '../../support/api-process.js';

const START = '/api/v1/operations';
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

test('starts over the limit are 429 with Retry-After, before the body is read, and leave nothing behind', async () => {
  await withApi({ environment: { STARTS_PER_MINUTE: '5' } }, async (api) => {
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
  });
});

test('the limit is one credential’s: not its business’s, nor another business’s, and not one process’s', async () => {
  await withApi({ environment: { STARTS_PER_MINUTE: '3' } }, async (api) => {
    const start = async (token: string): Promise<number> => (await api.ask(START, { body: BODY, token })).status;
    const [mine, colleague, other] = await Promise.all([
      testToken(1),
      testToken(1, 'operator', 'operator-2'),
      testToken(2),
    ]);
    expect([await start(mine), await start(mine), await start(mine), await start(mine)]).toEqual([202, 409, 409, 429]);
    expect([await start(colleague), await start(other)]).toEqual([409, 202]);
    // Another token of the same subject is the same credential.
    expect(await start(await testToken(1))).toBe(429);
    const keys = await api.redis.keys('rate_limit:starts:*');
    expect(keys.map((key) => key.split(':').slice(0, 4).join(':')).sort()).toEqual([
      'rate_limit:starts:1:token',
      'rate_limit:starts:1:token',
      'rate_limit:starts:2:token',
    ]);
    expect(keys.join()).not.toContain('operator');
  });
});

test('what is sent at once meets the same limit as what is sent one by one', async () => {
  await withApi({ environment: { STARTS_PER_MINUTE: '7' } }, async (api) => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => api.ask(START, { body: BODY })));
    const counts = [202, 409, 429].map((status) => answers.filter((answer) => answer.status === status).length);
    expect(counts).toEqual([1, 6, 53]);
  });
});

test('the repetition of an accepted start is answered where starts are used up, and uses none up', async () => {
  await withApi({ environment: { STARTS_PER_MINUTE: '3' } }, async (api) => {
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
  });
});

test('requests of whatever kind have a limit of their own, and health has none', async () => {
  await withApi({ environment: { REQUESTS_PER_MINUTE: '4' } }, async (api) => {
    const { ask } = api;
    const statuses = [];
    for (const path of [START, '/api/v1/leads', '/api/v1/gate', `${START}/x`, START]) {
      statuses.push((await ask(path)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 404, 429]);
    const refused = await ask<Body>('/api/v1/leads');
    expect([refused.body.code, refused.body.limit]).toEqual(['too_many_requests', 'requests']);
    expect(retryAfter(refused.headers)).toBeLessThanOrEqual(15);
    expect((await ask(START, { token: await testToken(1, 'viewer', 'viewer-1') })).status).toBe(200);
    for (let n = 0; n < 20; n++) expect((await ask('/health/live', { token: null })).status).toBe(200);
    expect(await refusals(api)).toEqual({ requests: 2 });
  });
});
