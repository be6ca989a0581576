import { expect } from '@jest/globals';
import { NO_TRACES, type TestApi } from '../support/api.js';
import { auditEntries } from '../support/audit.js';
import { eventually } from '../support/eventually.js';
import { addManyLeads, leadsOf } from '../support/leads.js';
import { sessions, whileLocked } from '../support/locks.js';
import { testToken } from '../support/test-token.js';
import { shareApi } from '../support/shared-api.js';

const ABOVE = 3;
const test = shareApi({ policies: { delete_leads_bulk: { confirmAbove: ABOVE } } });

const TYPE = 'delete_leads_bulk';
const JOBS = '/api/v1/jobs';
const REASON = 'They are lost';
const WHILE_COUNTING = `state = 'active' AND query LIKE '%pg_current_snapshot%'`;

/** The same leads three times. */
const selections = async ({ dataSource }: TestApi): Promise<object[]> => [
  { all: true },
  { filter: { status: 'new' } },
  { ids: await leadsOf({ dataSource }, 1) },
];

function start({ ask }: TestApi, selection: object, more: object = {}, headers: Record<string, string> = {}) {
  return ask(JOBS, { body: { type: TYPE, selection, ...more }, headers });
}

test('a start of more targets than the policy has needs their number and a reason: 422 names what is missing', async (api) => {
  await addManyLeads(api.dataSource, 1, ABOVE + 1);
  const unlimited = { value: ABOVE, isExact: false };
  const counted = { value: ABOVE + 1, isExact: true };
  for (const selection of await selections(api)) {
    const isIds = 'ids' in selection;
    for (const [given, missing, count] of [
      [{}, ['expectedTotal', 'reason'], isIds ? counted : unlimited],
      [{ reason: REASON }, ['expectedTotal'], isIds ? counted : unlimited],
      [{ expectedTotal: ABOVE + 1 }, ['reason'], counted],
    ] as const) {
      const { status, body } = await start(api, selection, given, { 'idempotency-key': 'once' });
      expect([status, body.code, body.count]).toEqual([422, 'confirmation_required', count]);
      expect((body.errors as { field: string }[]).map(({ field }) => field)).toEqual(missing);
      expect(await api.traces()).toEqual(NO_TRACES);
    }
  }
  const [entry] = await auditEntries(api.dataSource);
  expect(entry).toMatchObject({ action: 'operation.start', result: 'refused', reason: 'confirmation_required' });
});

test('with both it starts; the number and the reason stand in the job, and the reason in the audit log', async (api) => {
  await addManyLeads(api.dataSource, 1, ABOVE + 1);
  for (const selection of await selections(api)) {
    const accepted = await start(api, selection, { expectedTotal: ABOVE + 1, reason: `  ${REASON} ` });
    expect([accepted.status, accepted.body.reason, accepted.body.expectedTotal]).toEqual([202, REASON, ABOVE + 1]);
    const { id } = accepted.body;
    expect((await api.ask(`${JOBS}/${String(id)}`)).body).toMatchObject({ reason: REASON, expectedTotal: ABOVE + 1 });
    const [entry] = (await auditEntries(api.dataSource)).slice(-1);
    expect(entry).toMatchObject({
      action: 'operation.start',
      result: 'done',
      target: id,
      count: ABOVE + 1,
      reason: `given: ${REASON}`,
    });
    await api.ask(`${JOBS}/${String(id)}/cancel`, { method: 'POST' });
    await api.dataSource.query('UPDATE jobs SET total = 0, not_attempted = 0, finished_at = now(), status = $1', [
      'cancelled',
    ]);
    await api.redis.flushall();
  }
  expect(JSON.stringify(api.logged)).not.toContain(REASON);
});

test('as many as the policy has, or fewer, need neither', async (api) => {
  await addManyLeads(api.dataSource, 1, ABOVE);
  const accepted = await start(api, { all: true });
  expect([accepted.status, accepted.body.reason, accepted.body.expectedTotal]).toEqual([202, null, null]);
});

test('another number than there is, however many there are, is 409 with both, and leaves nothing behind', async (api) => {
  for (const [leads, expectedTotal] of [
    [0, 1],
    [2, 3],
    [8, 7],
    [8, 0],
  ] as const) {
    await api.dataSource.query('DELETE FROM leads');
    await addManyLeads(api.dataSource, 1, leads);
    for (const selection of (await selections(api)).slice(0, leads === 0 ? 2 : 3)) {
      const refused = await start(api, selection, { expectedTotal, reason: REASON }, { 'idempotency-key': 'once' });
      expect(refused).toMatchObject({ status: 409, body: { code: 'count_differs', expectedTotal, total: leads } });
      expect(await api.traces()).toEqual(NO_TRACES);
    }
  }
  await api.dataSource.query('DELETE FROM leads');
  expect((await start(api, { all: true }, { expectedTotal: 0 })).status).toBe(202);
});

test('of many clicks at once with the wrong number none leaves anything; then the right one starts one job', async (api) => {
  await addManyLeads(api.dataSource, 1, 30);
  const all = await selections(api);
  const wrong = await Promise.all(
    Array.from({ length: 60 }, (_, n) => start(api, all[n % 3]!, { expectedTotal: 31, reason: REASON })),
  );
  expect(new Set(wrong.map(({ status, body }) => [status, body.code].join()))).toEqual(new Set(['409,count_differs']));
  expect(await api.traces()).toEqual(NO_TRACES);
  const right = await Promise.all(
    Array.from({ length: 30 }, (_, n) => start(api, all[n % 3]!, { expectedTotal: 30, reason: REASON })),
  );
  const answers = right.map(({ status, body }) => [status, body.code].join()).sort();
  expect(answers).toEqual(['202,', ...Array<string>(29).fill('409,gate_held')]);
  expect(await api.traces()).toMatchObject({ jobs: 1, locks: 1 });
});

test('a reason is one line of 3 to 200 characters', async (api) => {
  const refused = [
    '',
    'no',
    '   ',
    ' ab ',
    'a\nb c',
    'a\tb c',
    'line\u2028break',
    'x'.repeat(201),
    'nul\0l',
    7,
    null,
    'gnirts a\u202e it',
  ];
  for (const reason of refused) {
    const { status, body } = await start(api, { all: true }, { reason });
    expect([reason, status, body.code]).toEqual([reason, 400, 'invalid_request']);
    expect((body.errors as { field: string }[]).map(({ field }) => field)).toEqual(['reason']);
  }
  expect(await api.traces()).toEqual(NO_TRACES);
  for (const [n, reason] of ['abc', '🧹🧹🧹', 'סיבה טובה', '=1+1', '🧹'.repeat(200)].entries()) {
    const accepted = await start(api, { all: true }, { reason }, {});
    expect([n, accepted.status, accepted.body.reason]).toEqual([n, 202, reason]);
    await api.dataSource.query('TRUNCATE jobs');
    await api.redis.flushall();
  }
});

test('a held gate costs no count, and a known key is answered without one, though the rows are gone', async (api) => {
  await addManyLeads(api.dataSource, 1, 8);
  const confirmed = { expectedTotal: 8, reason: REASON };
  const headers = { 'idempotency-key': 'once' };
  const accepted = await start(api, { all: true }, confirmed, headers);
  expect(accepted.status).toBe(202);
  await api.dataSource.query('DELETE FROM leads');
  await whileLocked(api.database, 'LOCK TABLE leads IN ACCESS EXCLUSIVE MODE', async () => {
    const held = await start(api, { all: true }, confirmed);
    expect([held.status, held.body.code]).toEqual([409, 'gate_held']);
    const again = await start(api, { all: true }, confirmed, headers);
    expect([again.status, again.body.id, again.headers.get('idempotent-replayed')]).toEqual([
      ...[202, accepted.body.id, 'true'],
    ]);
  });
  // Long over, the key still stands for its job.
  await api.dataSource.query(`UPDATE jobs SET status = 'completed', total = 8, not_attempted = 8, finished_at = now()`);
  await api.redis.flushall();
  expect((await start(api, { all: true }, confirmed, headers)).body.id).toBe(accepted.body.id);
  expect((await start(api, { all: true }, confirmed)).body.code).toBe('count_differs');
});

test('when the client leaves while its targets are counted, the count ends and nothing is started', async (api) => {
  await addManyLeads(api.dataSource, 1, 8);
  await whileLocked(api.database, 'LOCK TABLE leads IN ACCESS EXCLUSIVE MODE', async () => {
    const leaving = new AbortController();
    const token = await testToken(1);
    const asked = fetch(`${api.url}${JOBS}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type: TYPE, selection: { all: true } }),
      signal: leaving.signal,
    }).catch(() => 'left');
    await eventually(async () => (await sessions(api.dataSource, WHILE_COUNTING)) === 1);
    leaving.abort();
    expect(await asked).toBe('left');
    const [entry] = await eventually(async () => {
      const entries = await auditEntries(api.dataSource);
      return entries.length > 0 && entries;
    });
    expect(entry).toMatchObject({ action: 'operation.start', result: 'refused', reason: 'client_gone' });
    expect(await sessions(api.dataSource, WHILE_COUNTING)).toBe(0);
  });
  expect(await api.traces()).toEqual(NO_TRACES);
});

test('a job was accepted when its count was over, and selects what was there when it began', async (api) => {
  await addManyLeads(api.dataSource, 1, 2);
  const [accepting, overAt] = await whileLocked(
    api.database,
    'LOCK TABLE leads IN ACCESS EXCLUSIVE MODE',
    async (lock) => {
      const asked = start(api, { all: true });
      await eventually(async () => (await lock.waiters()) === 1);
      const [now] = await api.dataSource.query<[{ at: string }]>('SELECT clock_timestamp()::text AS at');
      return [asked, now.at] as const;
    },
  );
  const { status, body } = await accepting;
  expect([status, body.waitingForWorker]).toEqual([202, false]);
  const [row] = await api.dataSource.query<object[]>(
    'SELECT created_at >= $1 AS late, selected_at < $1 AS early FROM jobs',
    [overAt],
  );
  expect(row).toMatchObject({ late: true, early: true });
});

test('a count that is not done in time is 503 and starts nothing', async (api) => {
  await addManyLeads(api.dataSource, 1, 8);
  await whileLocked(api.database, 'LOCK TABLE leads IN ACCESS EXCLUSIVE MODE', async () => {
    const waiting = start(api, { all: true }, { expectedTotal: 8, reason: REASON });
    await eventually(async () => (await sessions(api.dataSource, WHILE_COUNTING)) === 1);
    // What the server does when the time is over.
    await api.dataSource.query(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND ${WHILE_COUNTING}
          AND pid <> pg_backend_pid()`,
    );
    const { status, body, headers } = await waiting;
    expect([status, body.code, headers.get('retry-after') !== null]).toEqual([503, 'count_too_slow', true]);
    // Nobody waits for a lock for so long.
    const busy = await start(api, { filter: { status: 'new' } });
    expect([busy.status, busy.body.code]).toEqual([503, 'database_busy']);
  });
  expect(await api.traces()).toEqual(NO_TRACES);
});
