import { expect, test as testApart } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { NO_TRACES, type TestApi, withApi } from '../support/api.js';
import { acceptedJob } from '../support/accepted-job.js';
import { issueApiKey } from '../../src/access/keys/issue-api-key.js';
import { Business } from '../../src/db/business.js';
import { auditEntries } from '../support/audit.js';
import { fingerprint } from '../support/fingerprint.js';
import { addLeads, addManyLeads } from '../support/leads.js';
import { whileLocked } from '../support/locks.js';
import { shareApi } from '../support/shared-api.js';
import { testToken } from '../support/test-token.js';

const TIMEOUT_MS = 2_000;
const STARTS_PER_MINUTE = 40;
const test = shareApi({
  policies: { delete_leads_bulk: { confirmAbove: 3 } },
  environment: { DRY_RUN_TIMEOUT_MS: String(TIMEOUT_MS), STARTS_PER_MINUTE: String(STARTS_PER_MINUTE) },
});

const TYPE = 'delete_leads_bulk';
const GATE = { businessId: 1, operationType: TYPE };
const DRY_RUN = '/api/v1/jobs?dryRun=true';
const order = (selection: object, more: object = {}) => ({ type: TYPE, selection, ...more });

interface DryRun {
  readonly code?: string;
  readonly count: { readonly value: number; readonly isExact: boolean };
  readonly sample: readonly { readonly id: number; readonly name: string }[];
  readonly estimatedSeconds: number | null;
  readonly gate: { readonly held: boolean | null; readonly holder: object | null };
  readonly isConfirmationRequired: boolean;
}

const dryRun = async ({ ask }: TestApi, selection: object, more: object = {}) =>
  (await ask<DryRun>(DRY_RUN, { body: order(selection, more) })).body;

test('it counts, names the first ten by id, and says how it would run: by filter, by ids, and all', async (api) => {
  const names = Array.from({ length: 12 }, (_, n) => ({ name: `Lead ${n}`, status: 'lost' }));
  const lost = await addLeads(api.dataSource, 1, names);
  const [other] = await addLeads(api.dataSource, 1, [{ name: 'Grace', status: 'new' }]);
  const [foreign] = await addLeads(api.dataSource, 2, [{ name: 'Foreign', status: 'lost' }]);

  expect(await api.ask(DRY_RUN, { body: order({ filter: { status: 'lost' } }) })).toMatchObject({
    status: 200,
    body: {
      type: TYPE,
      selection: { kind: 'filter', filter: { status: 'lost' } },
      count: { value: 12, isExact: true },
      sample: lost.slice(0, 10).map((id, n) => ({ id, name: `Lead ${n}` })),
      missing: null,
      estimatedSeconds: 1,
      options: { batchSize: 50, throttleMs: 200 },
      policy: api.config.policyOf(TYPE),
      gate: { held: false, holder: null },
      isConfirmationRequired: true,
    },
  });
  const options = { batchSize: 1, throttleMs: 10_000 };
  expect(await dryRun(api, { all: true }, { options })).toMatchObject({
    count: { value: 13, isExact: true },
    // 12 rests between 13 batches, and 20 ms and a little for each.
    estimatedSeconds: 121,
    options,
  });
  // An id that is given twice is one target; an unknown or foreign one is a target that will be skipped, and has no name.
  expect(await dryRun(api, { ids: [other, other, foreign, 999_999] })).toMatchObject({
    selection: { kind: 'ids' },
    count: { value: 3, isExact: true },
    sample: [{ id: other, name: 'Grace' }],
    missing: 2,
    isConfirmationRequired: false,
  });
  expect(await dryRun(api, { filter: { status: 'missing' } })).toMatchObject({
    count: { value: 0, isExact: true },
    sample: [],
    estimatedSeconds: 0,
  });
});

test('it touches nothing and leaves nothing: no row, no lock, no key, only its entry', async (api) => {
  await addManyLeads(api.dataSource, 1, 20);
  const ids = Array.from({ length: 25_000 }, (_, n) => n + 1);
  const headers = { 'idempotency-key': 'kept by nobody' };
  const asked = [order({ ids }), order({ ids: [1] }), order({ all: true }, { expectedTotal: 7, reason: 'to see' })];
  const keys = async () => (await api.redis.keys('*')).filter((key) => !key.startsWith('rate_limit:'));
  const state = async () => ({ ...(await fingerprint(api.dataSource)), keys: await keys() });
  const before = await state();
  for (const body of asked) {
    const { status } = await api.ask(DRY_RUN, { body, headers });
    expect(status).toBe(200);
  }
  // What is wrong with a body is told as it would be at the start.
  const isRefused = async (body: object) => (await api.ask(DRY_RUN, { body })).status;
  expect(await isRefused(order({ ids: [...ids, -1] }))).toBe(400);
  expect(await isRefused(order({ filter: { colour: 'red' } }))).toBe(400);
  expect(await isRefused(order({ all: true }, { reason: 'x' }))).toBe(400);
  expect(await state()).toEqual(before);
  const entries = await auditEntries(api.dataSource);
  expect(entries.map(({ action, result, selection, count }) => [action, result, selection, count])).toEqual([
    ['operation.dry_run', 'done', 'ids', 25_000],
    ['operation.dry_run', 'done', 'ids', 1],
    ['operation.dry_run', 'done', 'all', 20],
    // Those that come again within a minute are counted.
    ['operation.dry_run', 'refused', null, null],
  ]);
});

test('it does not count as a start; `dryRun=false` is one', async (api) => {
  for (let n = 0; n < STARTS_PER_MINUTE + 5; n++) await dryRun(api, { all: true });
  expect((await api.ask('/api/v1/jobs?dryRun=false', { body: order({ all: true }) })).status).toBe(202);
});

testApart('with a large body it counts as a start', () =>
  withApi({ environment: { STARTS_PER_MINUTE: '1' } }, async (api) => {
    const large = order({ ids: Array.from({ length: 12_000 }, (_, n) => n + 1) });
    expect((await api.ask(DRY_RUN, { body: large })).status).toBe(200);
    const refused = await api.ask(DRY_RUN, { body: large });
    expect([refused.status, refused.body.code, refused.body.limit]).toEqual([429, 'too_many_requests', 'starts']);
    expect((await api.ask(DRY_RUN, { body: order({ ids: [1] }) })).status).toBe(200);
    expect(await api.traces()).toEqual(NO_TRACES);
  }),
);

test('what is neither true nor false, or spelled otherwise, is refused and starts nothing', async (api) => {
  for (const query of ['dryRun=yes', 'dryRun=', 'dryrun=true', 'dryRun=true&dryRun=true', 'dryRun=TRUE', 'x=1']) {
    const answer = await api.ask(`/api/v1/jobs?${query}`, { body: order({ all: true }) });
    expect([query, answer.status, answer.body.code]).toEqual([query, 400, 'invalid_request']);
  }
  expect(await api.traces()).toEqual(NO_TRACES);
});

test('a viewer, and a key that is for other types, are refused; the refusal is in the log', async (api) => {
  const { text: key } = await issueApiKey(new Business(api.dataSource, 1), {
    ...{ name: 'other', role: 'operator', operationTypes: ['broadcast_whatsapp'], createdBy: 'test' },
    expiresAt: new Date(Date.now() + 600_000),
  });
  const ids = Array.from({ length: 30_000 }, (_, n) => n + 1);
  for (const token of [await testToken(1, 'viewer'), key]) {
    for (const selection of [{ all: true }, { ids }]) {
      const { status, body } = await api.ask(DRY_RUN, { token, body: order(selection) });
      expect([status, body.code]).toEqual([403, 'forbidden']);
    }
  }
  expect(await api.traces()).toEqual(NO_TRACES);
  const entries = await auditEntries(api.dataSource);
  expect(new Set(entries.map(({ action, result }) => `${action} ${result}`))).toEqual(
    new Set(['operation.dry_run refused']),
  );
});

test('a held gate is named as a refused start names it, and stays as it is', async (api) => {
  const { body: job } = await api.ask(`/api/v1/jobs`, { body: order({ all: true }) });
  const { body: refusal } = await api.ask<{ holder: { ttlSeconds: number } }>('/api/v1/jobs', {
    body: order({ all: true }),
  });
  const { gate } = await dryRun(api, { all: true });
  expect(gate).toEqual({ held: true, holder: { ...refusal.holder, ttlSeconds: expect.any(Number) } });
  expect(gate.holder).toMatchObject({ jobId: job.id, status: 'pending' });

  // Redis has lost the lock: a start would be refused all the same, and would give it back. This only looks.
  await api.redis.del(`bulk_gate:lock:1:${TYPE}`);
  expect((await dryRun(api, { all: true })).gate).toMatchObject({
    held: true,
    holder: { jobId: job.id, ttlSeconds: null },
  });
  expect(await api.gate.inspect(GATE)).toBeNull();
});

test('a lock of another system holds it; one that a start would take over does not, and is left to the start', async (api) => {
  const key = `bulk_gate:lock:1:${TYPE}`;
  await api.redis.set(key, 'locked', 'EX', 100);
  expect((await dryRun(api, { all: true })).gate).toMatchObject({ held: true, holder: { jobId: null, status: null } });
  const fresh = uuidV7();
  await api.redis.set(key, `job_${fresh}`, 'EX', 100);
  expect((await dryRun(api, { all: true })).gate).toMatchObject({ held: true, holder: { jobId: fresh } });
  const old = uuidV7({ msecs: Date.now() - 60_000 });
  const ended = await acceptedJob(api.dataSource, { operationType: TYPE });
  await api.dataSource.query(
    `UPDATE jobs SET status = 'failed', total = 0, not_attempted = 0, finished_at = now() WHERE id = $1`,
    [ended],
  );
  for (const id of [old, ended]) {
    await api.redis.set(key, `job_${id}`, 'EX', 100);
    expect((await dryRun(api, { all: true })).gate).toEqual({ held: false, holder: null });
    expect(await api.redis.get(key)).toBe(`job_${id}`);
  }
});

test('when its time is over it says more than a number that it has seen', async (api) => {
  const { dataSource } = api;
  await addManyLeads(dataSource, 1, 20_000);
  await dataSource.query('ANALYZE leads');
  await dataSource.query(`
    CREATE FUNCTION slowly() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.0005); RETURN true; END $$;
    CREATE POLICY slow ON leads AS RESTRICTIVE FOR SELECT TO bulkgate_api USING (slowly())`);
  try {
    for (const selection of [{ all: true }, { filter: { status: 'new' } }]) {
      const seen = await dryRun(api, selection);
      expect(seen.count.isExact).toBe(false);
      // A first step along the ids takes a fraction of the time.
      expect(seen.count.value).toBeGreaterThanOrEqual(199);
      expect(seen.count.value).toBeLessThan(20_000);
      expect(seen).toMatchObject({ estimatedSeconds: null, isConfirmationRequired: true });
      expect(seen.sample).toHaveLength(10);
    }
  } finally {
    await dataSource.query('DROP POLICY slow ON leads; DROP FUNCTION slowly()');
  }
});

test('a table that is locked keeps nobody waiting; of many at once some are refused, and another business is served', async (api) => {
  await addManyLeads(api.dataSource, 1, 20);
  await whileLocked(api.database, 'LOCK TABLE leads IN ACCESS EXCLUSIVE MODE', async () => {
    expect(await dryRun(api, { all: true })).toMatchObject({ count: { value: 0, isExact: false }, sample: [] });
    const clicks = Array.from({ length: 60 }, () => api.ask<DryRun>(DRY_RUN, { body: order({ all: true }) }));
    const other = await api.ask<DryRun>(DRY_RUN, { body: order({ ids: [1] }), token: await testToken(2) });
    expect(other).toMatchObject({ status: 200, body: { count: { value: 1, isExact: true } } });
    const answers = await Promise.all(clicks);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
    expect(new Set(answers.flatMap(({ body }) => body.code ?? []))).toEqual(new Set(['too_many_reads']));
  });
});

testApart('where Redis is away the gate is not known, and the rest is told', () =>
  withApi({}, async (api) => {
    await addManyLeads(api.dataSource, 1, 5);
    await api.redisServer.stop();
    expect(await dryRun(api, { all: true })).toMatchObject({
      count: { value: 5, isExact: true },
      gate: { held: null, holder: null },
    });
  }),
);
