import { expect, test } from '@jest/globals';
import { startRedis } from '../../scripts/stack/redis.mjs';
import { redisReady } from '../../src/gate/redis.js';
import { type TestApi, withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { eventually } from '../support/eventually.js';
import { whileFrozen } from '../support/frozen-process.js';

const LIMIT = 6;
const PATH = '/api/v1/jobs';
const REDIS_ANSWERS_WITHIN_MS = 1_000;
const settings = { environment: { REQUESTS_PER_MINUTE: String(LIMIT), STARTS_PER_MINUTE: '2' } };

/** The lines about the limiter. */
function said({ logged }: TestApi): unknown[] {
  return logged
    .filter(({ msg }) => /counts? requests/.test(String(msg)))
    .map(({ level, msg }) => `${String(level)} ${String(msg)}`);
}

async function statuses({ ask }: TestApi, count: number, token: string): Promise<number[]> {
  const all = [];
  for (let n = 0; n < count; n++) all.push((await ask(PATH, { token })).status);
  return all;
}

const times = (count: number, status: number): number[] => Array<number>(count).fill(status);

test('with Redis down each process limits by itself, from the first request on and without a server error', () =>
  withApi(settings, async (api) => {
    const [used, fresh, third] = await Promise.all([testToken(1), testToken(2), testToken(3)]);
    // What was let through before counts on: an outage is no new minute.
    expect(await statuses(api, 4, used)).toEqual(times(4, 200));
    await api.redisServer.stop();
    expect(await statuses(api, 4, used)).toEqual([200, 200, 429, 429]);
    expect(await statuses(api, LIMIT + 2, fresh)).toEqual([...times(LIMIT, 200), 429, 429]);
    const starts = [];
    for (let n = 0; n < 4; n++) {
      const body = { type: 'delete_leads_bulk', selection: { all: true } };
      starts.push((await api.ask<{ code: string }>(PATH, { token: third, body })).body.code);
    }
    expect(starts).toEqual([
      ...Array<string>(2).fill('gate_unavailable'),
      ...Array<string>(2).fill('too_many_requests'),
    ]);
    expect(said(api)).toHaveLength(1);
    expect(String(said(api)[0])).toMatch(/^(40|warn)/);

    const again = await startRedis({ dir: api.redisDir, port: api.redisServer.port });
    try {
      expect(await redisReady(api.redis, 60_000)).toBe(true);
      // Somebody has to ask before it is noticed; those are answered meanwhile.
      const anybody = await testToken(4);
      await eventually(async () => {
        expect([200, 429]).toContain((await api.ask(PATH, { token: anybody })).status);
        return said(api).length === 2;
      });
      await api.ask(PATH, { token: await testToken(5) });
      expect(await api.redis.keys('rate_limit:requests:5:*')).toHaveLength(1);
    } finally {
      await again.stop();
    }
  }));

test('with Redis silent only the first requests wait for it, and not for long', () =>
  withApi(settings, async (api) => {
    const token = await testToken(1);
    await whileFrozen(api.redisServer, async () => {
      const path = '/api/v1/leads';
      const slow = performance.now();
      const first = await Promise.all([api.ask(path, { token }), api.ask(path, { token })]);
      expect(first.map(({ status }) => status)).toEqual([200, 200]);
      const waitedMs = performance.now() - slow;
      expect(waitedMs).toBeLessThan(10 * REDIS_ANSWERS_WITHIN_MS);
      const fast = performance.now();
      const answers = [];
      for (let n = 0; n < LIMIT; n++) answers.push((await api.ask(path, { token })).status);
      expect(answers).toEqual([...times(LIMIT - 2, 200), 429, 429]);
      // One after the other, none of them waits as the first ones did.
      expect((performance.now() - fast) / answers.length).toBeLessThan(waitedMs);
      expect(said(api)).toHaveLength(1);
    });
  }));
