import { expect } from '@jest/globals';
import type { Problem } from '../../../src/http/problem.js';
import { shareApi } from '../../support/shared-api.js';
import { testToken } from '../../support/test-token.js';
import { UNCONFIRMED } from '../../support/unconfirmed.js';
import { eventually } from '../../support/eventually.js';

const MAX = 4;
const settings = { policies: UNCONFIRMED, environment: { MAX_LIVE_JOBS_PER_BUSINESS: String(MAX) } };

const test = shareApi(settings);

test('of many starts at once, each of another type, as many are accepted as may be live', async (api) => {
  for (let round = 1; round <= 5; round++) {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 24 }, (_, n) => api.start({ businessId: round, operationType: `type_${n}` })),
    );
    const accepted = outcomes.filter(({ status }) => status === 'fulfilled');
    const problems = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [(outcome.reason as Problem).fields.code] : [],
    );
    expect([round, accepted.length, new Set(problems)]).toEqual([round, MAX, new Set(['too_many_live_jobs'])]);
    // Every refused one has given its gate back.
    expect(await api.gate.list(round)).toHaveLength(MAX);
  }
  expect(await api.traces()).toMatchObject({ jobs: 5 * MAX, locks: 5 * MAX });
});

test('one live job too many is 429 and leaves nothing behind; when one has ended there is room', async (api) => {
  const jobs = [];
  for (let n = 0; n < MAX; n++) jobs.push(await api.start({ operationType: `type_${n}` }));
  const before = await api.traces();
  const ids = Array.from({ length: 12_000 }, (_, n) => n + 1);
  const body = { type: 'delete_leads_bulk', selection: { ids } };
  const headers = { 'idempotency-key': 'the key of a refused start' };
  const refused = await api.ask<{ code: string; maxLiveJobs: number }>('/api/v1/jobs', { body, headers });
  expect([refused.status, refused.body.code, refused.body.maxLiveJobs]).toEqual([429, 'too_many_live_jobs', MAX]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(await api.traces()).toEqual(before);
  expect(await api.gate.inspect({ businessId: 1, operationType: 'delete_leads_bulk' })).toBeNull();
  expect((await api.metrics.refusedByLimit.get()).values).toEqual([
    expect.objectContaining({ labels: { limit: 'live_jobs' }, value: 1 }),
  ]);
  // A type that is held is told so, full or not; another business has its own number.
  await expect(api.start({ operationType: 'type_0' })).rejects.toMatchObject({ fields: { code: 'gate_held' } });
  const other = { body: { type: 'delete_leads_bulk', selection: { all: true } }, token: await testToken(2) };
  expect((await api.ask('/api/v1/jobs', other)).status).toBe(202);

  await api.dataSource.query(
    `UPDATE jobs SET status = 'cancelled', total = 0, not_attempted = 0, finished_at = now() WHERE id = $1`,
    [jobs[0]!.id],
  );
  const accepted = await api.ask('/api/v1/jobs', { body, headers });
  expect(accepted.status).toBe(202);
  // Repeating it is no new job, however full it is by now.
  expect((await api.ask('/api/v1/jobs', { body, headers })).status).toBe(202);
});

test('a job whose type is live, though Redis has lost its lock, is told who holds it, full or not', async (api) => {
  const [first] = await Promise.all(Array.from({ length: MAX }, (_, n) => api.start({ operationType: `type_${n}` })));
  await api.redis.flushall();
  await expect(api.start({ operationType: 'type_0' })).rejects.toMatchObject({
    fields: { code: 'gate_held', extensions: { holder: { jobId: first!.id } } },
  });
  await eventually(async () => (await api.lock('type_0')).value === `job_${first!.id}`);
});
