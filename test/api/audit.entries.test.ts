import { describe, expect, test } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { type TestApi, withApi } from '../support/api.js';
import type { Answer, Ask } from '../support/asking.js';
import { testToken } from '../support/test-token.js';
import { auditEntries, checkChain } from '../support/audit.js';
import { eventually } from '../support/eventually.js';
import { addLeads, addManyLeads } from '../support/leads.js';
import { share } from '../support/share.js';
import { FAST_CANARY } from '../support/system.js';
import { DECISIONS } from '../contract/route-decisions.js';

const JOBS = '/api/v1/jobs';
const TYPE = 'delete_leads_bulk';
const ALL = { type: TYPE, selection: { all: true } };
const UNKNOWN = uuidV7();

const onApi = share<TestApi>((use) =>
  withApi({ environment: { MAX_IDS_PER_REQUEST: '10' }, policies: { [TYPE]: FAST_CANARY.canary_increment! } }, use),
);

/** A business of the test's own, so that its log holds this act and those before it. */
let businesses = 0;

interface Scene {
  readonly api: TestApi;
  readonly business: number;
  /** As an operator of the business. */
  readonly ask: (path: string, ask?: Ask) => Promise<Answer>;
  readonly as: (role: Role) => Promise<string>;
}

function scene(work: (scene: Scene) => Promise<void>): Promise<void> {
  return onApi(async (api) => {
    const business = ++businesses;
    const as = (role: Role) => testToken(business, role);
    const operator = await as('operator');
    await work({ api, business, as, ask: (path, ask) => api.ask(path, { token: operator, ...ask }) });
    expect((await checkChain(api.dataSource, business)).faults).toEqual([]);
  });
}

const BY_OPERATOR = {
  ...{ subject: 'operator-1', role: 'operator', credentialKind: 'token', credentialId: 'operator-1' },
  ...{ address: '127.0.0.1', operationType: null, target: null, selection: null, count: null, reason: null },
};

const POST = { method: 'POST' } as const;

type Role = 'viewer' | 'operator' | 'admin';

/** What is asked, with its body, the status of its answer and what its one entry has besides what the route and the status say. */
type Act = [name: string, ask: string, body: unknown, status: number, entry?: object, role?: Role];

/** The job that the scene begins with is `$job`. */
const routeOf = (ask: string): string =>
  ask
    .replace(/\?.*/, '')
    .replace(/^HEAD/, 'GET')
    .replace(' ', ' /api/v1')
    .replace(/(jobs|keys|imports)\/[^/]+/, '$1/{id}')
    .replace(/targets\/leads\/[^/]+/, 'targets/{table}/{id}');

const AUDITED = Object.entries(DECISIONS).filter(([, { audited }]) => audited !== null);
const askOf = (route: string, id: string): string =>
  route
    .replace('/api/v1', '')
    .replace('{id}', id)
    .replace('{table}', 'leads')
    .replace(/results$/, 'results?outcome=failed');

const BY_LESSER_ROLES = AUDITED.filter(([, { needs }]) => needs !== 'read').map(([route, { needs, body }]): Act => {
  const role = needs === 'audit' || needs === 'keys' ? 'operator' : 'viewer';
  return [`${route} by the ${role}`, askOf(route, '$job'), body, 403, { reason: 'forbidden' }, role];
});

const OF_UNKNOWN_JOBS = AUDITED.filter(([, { asksFor }]) => asksFor === 'job').map(([route, { body }]): Act => [
  ...([`${route} of an unknown job`, askOf(route, UNKNOWN), body, 404] as const),
  { target: UNKNOWN, reason: 'job_not_found', selection: body ? 'speed: throttleMs' : null },
]);

const start = (selection: object, type = TYPE): object => ({ type, selection });
const OF_TYPE = { operationType: TYPE };
const OF_JOB = { operationType: 'canary_increment' };
const INVALID = { reason: 'invalid_request' };
const NO_WORKER = { ...OF_JOB, reason: 'no_worker' };
const MANY = Array.from({ length: 11 }, (_, n) => n + 1);
const FILTER = { text: '+49170123456', status: 'lost' };
const STARTED = { ...OF_TYPE, target: '$answer' };

const ACTS: Act[] = [
  ...BY_LESSER_ROLES,
  ...OF_UNKNOWN_JOBS,
  ['a start with everything', 'POST /jobs', ALL, 202, { ...STARTED, selection: 'all' }],
  ['a start with ids', 'POST /jobs', start({ ids: [3, 4, 4] }), 202, { ...STARTED, selection: 'ids', count: 2 }],
  [
    'a start with a filter',
    'POST /jobs',
    start({ filter: FILTER }),
    202,
    { ...STARTED, selection: 'filter: status, text' },
  ],
  ['a start without a body', 'POST /jobs', undefined, 400, INVALID],
  ['a start that is no JSON', 'POST /jobs', `{"type":"${TYPE}",`, 400, { ...OF_TYPE, reason: 'malformed_json' }],
  [
    'a start of an unknown type, whatever its name',
    'POST /jobs',
    start({ all: true }, 'Jane Doe +49170123456'),
    400,
    INVALID,
  ],
  ['a start with a faulty filter', 'POST /jobs', start({ filter: { colour: 'red' } }), 400, { ...OF_TYPE, ...INVALID }],
  ['a start with too many ids', 'POST /jobs', start({ ids: MANY }), 413, { ...OF_TYPE, reason: 'too_many_ids' }],
  ['a pause that nobody answers', 'POST /jobs/$job/pause', undefined, 503, NO_WORKER],
  [
    'a pause of something that is no id: it is not written down',
    ...(['POST /jobs/jane.doe@example.com/pause', undefined, 404, { reason: 'job_not_found' }] as const),
  ],
  ['a pause with a body that says something', 'POST /jobs/$job/pause', { until: 'noon' }, 400, INVALID],
  [
    'a change of speed that nobody answers',
    ...(['PATCH /jobs/$job', { throttleMs: 5 }, 503, { ...NO_WORKER, selection: 'speed: throttleMs' }] as const),
  ],
  ['a change of speed to nothing', 'PATCH /jobs/$job', {}, 400, INVALID],
  ['a cancel', 'POST /jobs/$job/cancel', undefined, 202, OF_JOB],
  [
    'the failed targets of a job',
    ...([
      'GET /jobs/$job/results?outcome=failed',
      undefined,
      200,
      { ...OF_JOB, selection: 'failed', count: 0 },
    ] as const),
  ],
  ['the leads', 'GET /leads', undefined, 200, { selection: 'all', count: 2 }],
  [
    'some leads',
    ...([
      'GET /leads?text=Jane&status=new&limit=1&sort=-createdAt&withCount=false',
      undefined,
      200,
      { selection: 'filter: status, text', count: 1 },
    ] as const),
  ],
  ['only the headers of the leads', 'HEAD /leads', undefined, 200, { selection: 'all', count: 2 }],
  ['leads by a field there is not', 'GET /leads?colour=red', undefined, 400, INVALID],
  [
    'the audit log',
    ...(['GET /audit?result=done&from=2026-01-01T00:00:00Z', undefined, 200] as const),
    ...([{ selection: 'filter: from, result', count: 0 }, 'admin'] as const),
  ],
  ['the audit log as a file', 'GET /audit?format=csv', undefined, 200, { selection: 'all' }, 'admin'],
  ['the audit log by an action there is not', 'GET /audit?action=drop', undefined, 400, INVALID, 'admin'],
];

const resultOf = (status: number): string => (status < 400 ? 'done' : status < 500 ? 'refused' : 'failed');

describe('exactly one entry is made by', () => {
  test.each(ACTS)('%s', async (...[, asked, body, status, entry, role = 'operator']: Act) => {
    await scene(async ({ api, business, ask, as }) => {
      await addLeads(api.dataSource, business, [{ name: 'Jane' }, { name: 'Jane' }]);
      // Begun beside the API: a live job with a workflow, which no worker answers for.
      const job = asked.includes('$job') ? (await api.start({ businessId: business })).id : null;
      const [method, path] = asked.replace('$job', job ?? '').split(' ') as [string, string];
      const headers: Record<string, string> = asked === 'POST /jobs' ? { 'content-type': 'application/json' } : {};
      const answer = await ask(`/api/v1${path}`, { method, headers, body, token: await as(role) });
      expect([answer.status, answer.text]).toEqual([status, expect.anything()]);
      const action = DECISIONS[routeOf(asked)]!.audited;
      const expected = { ...BY_OPERATOR, role, action, target: job, result: resultOf(status), ...entry };
      const target = expected.target === '$answer' ? answer.body.id : expected.target;
      expect(await auditEntries(api.dataSource, business)).toEqual([{ seq: 1, ...expected, target }]);
    });
  });

  test('a request that is repeated with its key, and by one that takes the key for something else', () =>
    scene(async ({ api, business, ask }) => {
      const headers = { 'idempotency-key': 'k' };
      const { body: job } = await ask(JOBS, { body: ALL, headers });
      expect((await ask(JOBS, { body: ALL, headers })).headers.get('idempotent-replayed')).toBe('true');
      expect((await ask(JOBS, { body: { ...ALL, options: { batchSize: 1 } }, headers })).status).toBe(422);
      const start = { ...BY_OPERATOR, action: 'operation.start' };
      expect(await auditEntries(api.dataSource, business)).toEqual([
        { ...start, seq: 1, operationType: TYPE, target: job.id, selection: 'all', result: 'done' },
        { ...start, seq: 2, operationType: TYPE, target: job.id, result: 'done', reason: 'replayed' },
        { ...start, seq: 3, result: 'refused', reason: 'idempotency_key_reused' },
      ]);
    }));

  test('each click on a gate that is held, and each cancel of a job, the last one refused', () =>
    scene(async ({ api, business, ask }) => {
      const { body: job } = await ask(JOBS, { body: ALL });
      expect((await ask(JOBS, { body: ALL })).status).toBe(409);
      const cancel = (): Promise<Answer> => ask(`${JOBS}/${String(job.id)}/cancel`, POST);
      expect((await cancel()).status).toBe(202);
      expect((await cancel()).status).toBe(202);
      await api.dataSource.query(
        `UPDATE jobs SET status = 'cancelled', finished_at = now(), total = 0, not_attempted = 0 WHERE id = $1`,
        [job.id],
      );
      expect((await cancel()).status).toBe(409);
      const cancelled = { ...BY_OPERATOR, action: 'operation.cancel', operationType: TYPE, target: job.id };
      expect((await auditEntries(api.dataSource, business)).slice(1)).toEqual([
        {
          ...{ ...BY_OPERATOR, action: 'operation.start', seq: 2, operationType: TYPE, selection: 'all' },
          ...{ result: 'refused', reason: 'gate_held' },
        },
        { ...cancelled, seq: 3, result: 'done' },
        { ...cancelled, seq: 4, result: 'done' },
        { ...cancelled, seq: 5, result: 'refused', reason: 'wrong_status' },
      ]);
    }));

  test('each control that a worker has confirmed', () =>
    scene(async ({ api, business, ask }) => {
      await addManyLeads(api.dataSource, business, 500);
      const worker = await api.startWorker();
      const { body: job } = await ask(JOBS, { body: { ...ALL, options: { throttleMs: 500 } } });
      const path = `${JOBS}/${String(job.id)}`;
      await eventually(async () => (await ask(path)).body.status === 'running');
      expect((await ask(`${path}/pause`, POST)).status).toBe(200);
      expect((await ask(path, { method: 'PATCH', body: { throttleMs: 600, batchSize: 5 } })).status).toBe(200);
      expect((await ask(`${path}/resume`, POST)).status).toBe(200);
      expect((await ask(`${path}/cancel`, POST)).status).toBe(202);
      await api.finished(String(job.id));
      await worker.stop();
      const entries = (await auditEntries(api.dataSource, business)).slice(1);
      const done = { ...BY_OPERATOR, operationType: TYPE, target: job.id, result: 'done' };
      expect(entries).toEqual([
        { ...done, seq: 2, action: 'operation.pause' },
        { ...done, seq: 3, action: 'operation.change_speed', selection: 'speed: batchSize, throttleMs' },
        { ...done, seq: 4, action: 'operation.resume' },
        { ...done, seq: 5, action: 'operation.cancel' },
      ]);
    }));
});

test('who has no valid credential, and what only reads jobs, makes no entry', () =>
  scene(async ({ api, business, ask }) => {
    const count = async (): Promise<number> =>
      (await api.dataSource.query<{ count: number }[]>('SELECT count(*) FROM audit_log'))[0]!.count;
    const before = await count();
    expect((await ask(JOBS, { body: ALL, token: null })).status).toBe(401);
    expect((await ask('/api/v1/leads', { token: 'no.good.token' })).status).toBe(401);
    for (const path of [JOBS, `${JOBS}/${UNKNOWN}`, '/api/v1/gate', '/health/live', '/nowhere']) {
      expect([path, (await ask(path)).status]).not.toEqual([path, 500]);
    }
    expect([await count(), await auditEntries(api.dataSource, business)]).toEqual([before, []]);
  }));

test('the entry has the credential’s own id and the request’s', () =>
  scene(async ({ api, business, ask }) => {
    const token = await testToken(business, 'viewer', 'user-7', { jti: 'token-7' });
    const requestId = uuidV7();
    expect((await ask('/api/v1/leads', { token, headers: { 'x-request-id': requestId } })).status).toBe(200);
    const rows = await api.dataSource.query<object[]>(
      'SELECT subject, credential_id, request_id FROM audit_log WHERE business_id = $1',
      [business],
    );
    expect(rows).toEqual([{ subject: 'user-7', credential_id: 'token-7', request_id: requestId }]);
  }));
