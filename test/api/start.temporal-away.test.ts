import { expect, test } from '@jest/globals';
import { withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { eventually } from '../support/eventually.js';

const START = { type: 'delete_leads_bulk', selection: { all: true } };

/** How long a Temporal that did not answer a start is taken to be away. */
const KNOWN_AWAY_MS = 2_000;

test('after a start that a silent Temporal did not answer the next ones are refused without a trace, until one may try again', () =>
  withApi({ isTemporalAway: true }, async ({ ask, traces, gate }) => {
    const others = await testToken(2);
    const start = (token?: string) =>
      ask<{ status: string; code: string }>('/api/v1/jobs', { body: START, ...(token ? { token } : {}) });

    const first = await start();
    const awaySince = performance.now();
    expect([first.status, first.body.status]).toEqual([202, 'pending']);
    const left = await traces();
    expect(left).toEqual({ jobs: 1, stagings: 0, stagedIds: 0, keys: 0, locks: 1 });

    const refused = await start(others);
    // Had Temporal been asked again, it would be pending like the first one.
    expect([refused.status, refused.body.code]).toEqual([503, 'temporal_unavailable']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await traces()).toEqual(left);
    expect(await gate.list(2)).toEqual([]);

    // Ids that were sent along go, too.
    const ids = await ask('/api/v1/jobs', {
      token: others,
      body: { type: START.type, selection: { ids: [1, 2, 3] } },
      headers: { 'idempotency-key': 'a key' },
    });
    expect(ids.status).toBe(503);
    expect(await traces()).toEqual(left);

    const accepted = await eventually(async () => {
      const answer = await start(others);
      return answer.status !== 503 && answer;
    }, 20_000);
    expect(performance.now() - awaySince).toBeGreaterThan(KNOWN_AWAY_MS - 100);
    expect([accepted.status, accepted.body.status]).toEqual([202, 'pending']);
    expect(await traces()).toEqual({ ...left, jobs: 2, locks: 2 });
  }));
