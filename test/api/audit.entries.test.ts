import { describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { v7 as uuidV7 } from 'uuid';
import { type Answer, type Ask, type TestApi, withApi } from '../support/api.js';
import { testToken } from '../support/api-process.js';
import { auditEntries, checkChain } from '../support/audit.js';
import { eventually } from '../support/eventually.js';
import { addLeads, addManyLeads } from '../support/leads.js';
import { share } from '../support/share.js';
import { FAST_CANARY } from '../support/system.js';

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
  readonly as: (role: 'viewer' | 'operator' | 'admin') => Promise<string>;
}

function scene(work: (scene: Scene) => Promise<void>): Promise<void> {
  return onApi(async (api) => {
    const business = ++businesses;
    const as = (role: 'viewer' | 'operator' | 'admin') => testToken(business, role);
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

/** What is asked, with the status of its answer and its one entry. `$job` stands for the job that the scene begins with. */
const ACTS: [
  name: string,
  ask: [path: string, ask?: Ask & { role?: 'viewer' | 'admin' }],
  status: number,
  entry: object,
][] = [
  ...(
    [
      ['everything', { all: true }, { selection: 'all' }],
      ['ids', { ids: [3, 4, 4] }, { selection: 'ids', count: 2 }],
      ['a filter', { filter: { text: '+49170123456', status: 'lost' } }, { selection: 'filter: status, text' }],
    ] as const
  ).map(([what, selection, entry]): (typeof ACTS)[number] => [
    `a start with ${what}`,
    [JOBS, { body: { type: TYPE, selection } }],
    202,
    { action: 'operation.start', operationType: TYPE, ...entry, target: '$answer', result: 'done' },
  ]),
  [
    'a start by a viewer',
    [JOBS, { body: ALL, role: 'viewer' }],
    403,
    { action: 'operation.start', role: 'viewer', result: 'refused', reason: 'forbidden' },
  ],
  [
    'a start without a body',
    [JOBS, { ...POST, headers: { 'content-type': 'application/json' } }],
    400,
    { action: 'operation.start', result: 'refused', reason: 'invalid_request' },
  ],
  [
    'a start that is no JSON',
    [JOBS, { body: `{"type":"${TYPE}",` }],
    400,
    { action: 'operation.start', operationType: TYPE, result: 'refused', reason: 'malformed_json' },
  ],
  [
    'a start of what there is not, whatever the client calls it',
    [JOBS, { body: { type: 'Jane Doe +49170123456', selection: { all: true } } }],
    400,
    { action: 'operation.start', result: 'refused', reason: 'invalid_request' },
  ],
  [
    'a start with a faulty filter',
    [JOBS, { body: { type: TYPE, selection: { filter: { colour: 'red' } } } }],
    400,
    { action: 'operation.start', operationType: TYPE, result: 'refused', reason: 'invalid_request' },
  ],
  [
    'a start with too many ids',
    [JOBS, { body: { type: TYPE, selection: { ids: Array.from({ length: 11 }, (_, n) => n + 1) } } }],
    413,
    { action: 'operation.start', operationType: TYPE, result: 'refused', reason: 'too_many_ids' },
  ],
  [
    'a pause that nobody answers',
    [`${JOBS}/$job/pause`, POST],
    503,
    {
      action: 'operation.pause',
      operationType: 'canary_increment',
      target: '$job',
      result: 'failed',
      reason: 'no_worker',
    },
  ],
  [
    'a resume of an unknown job',
    [`${JOBS}/${UNKNOWN}/resume`, POST],
    404,
    { action: 'operation.resume', target: UNKNOWN, result: 'refused', reason: 'job_not_found' },
  ],
  [
    'a pause of something that is no id: it is not written down',
    [`${JOBS}/jane.doe@example.com/pause`, POST],
    404,
    { action: 'operation.pause', result: 'refused', reason: 'job_not_found' },
  ],
  [
    'a pause with a body that says something',
    [`${JOBS}/$job/pause`, { body: { until: 'noon' } }],
    400,
    { action: 'operation.pause', target: '$job', result: 'refused', reason: 'invalid_request' },
  ],
  [
    'a resume by a viewer',
    [`${JOBS}/$job/resume`, { ...POST, role: 'viewer' }],
    403,
    { action: 'operation.resume', role: 'viewer', target: '$job', result: 'refused', reason: 'forbidden' },
  ],
  [
    'a change of speed that nobody answers',
    [`${JOBS}/$job`, { method: 'PATCH', body: { throttleMs: 5 } }],
    503,
    {
      ...{ action: 'operation.change_speed', target: '$job', selection: 'speed: throttleMs' },
      ...{ operationType: 'canary_increment', result: 'failed', reason: 'no_worker' },
    },
  ],
  [
    'a change of speed to nothing',
    [`${JOBS}/$job`, { method: 'PATCH', body: {} }],
    400,
    { action: 'operation.change_speed', target: '$job', result: 'refused', reason: 'invalid_request' },
  ],
  [
    'a cancel',
    [`${JOBS}/$job/cancel`, POST],
    202,
    { action: 'operation.cancel', operationType: 'canary_increment', target: '$job', result: 'done' },
  ],
  [
    'a cancel of an unknown job',
    [`${JOBS}/${UNKNOWN}/cancel`, POST],
    404,
    { action: 'operation.cancel', target: UNKNOWN, result: 'refused', reason: 'job_not_found' },
  ],
  [
    'a cancel by a viewer',
    [`${JOBS}/$job/cancel`, { ...POST, role: 'viewer' }],
    403,
    { action: 'operation.cancel', role: 'viewer', target: '$job', result: 'refused', reason: 'forbidden' },
  ],
  [
    'the failed targets of a job',
    [`${JOBS}/$job/results?outcome=failed`],
    200,
    {
      ...{ action: 'results.list', operationType: 'canary_increment', target: '$job', selection: 'failed' },
      ...{ count: 0, result: 'done' },
    },
  ],
  [
    'the failed targets of a job by a viewer',
    [`${JOBS}/$job/results?outcome=failed`, { role: 'viewer' }],
    403,
    { action: 'results.list', role: 'viewer', target: '$job', result: 'refused', reason: 'forbidden' },
  ],
  [
    'the failed targets of an unknown job',
    [`${JOBS}/${UNKNOWN}/results?outcome=failed`],
    404,
    { action: 'results.list', target: UNKNOWN, result: 'refused', reason: 'job_not_found' },
  ],
  ['the leads', ['/api/v1/leads'], 200, { action: 'leads.list', selection: 'all', count: 2, result: 'done' }],
  [
    'some leads',
    ['/api/v1/leads?text=Jane&status=new&limit=1'],
    200,
    { action: 'leads.list', selection: 'filter: status, text', count: 1, result: 'done' },
  ],
  [
    'only the headers of the leads',
    ['/api/v1/leads', { method: 'HEAD' }],
    200,
    { action: 'leads.list', selection: 'all', count: 2, result: 'done' },
  ],
  [
    'leads by a field there is not',
    ['/api/v1/leads?colour=red'],
    400,
    { action: 'leads.list', result: 'refused', reason: 'invalid_request' },
  ],
  [
    'the audit log',
    ['/api/v1/audit?result=done&from=2026-01-01T00:00:00Z', { role: 'admin' }],
    200,
    { action: 'audit.read', role: 'admin', selection: 'filter: from, result', count: 0, result: 'done' },
  ],
  [
    'the audit log as a file',
    ['/api/v1/audit?format=csv', { role: 'admin' }],
    200,
    { action: 'audit.read', role: 'admin', selection: 'all', result: 'done' },
  ],
  [
    'the audit log by an operator',
    ['/api/v1/audit'],
    403,
    { action: 'audit.read', result: 'refused', reason: 'forbidden' },
  ],
  [
    'the audit log by an action there is not',
    ['/api/v1/audit?action=drop', { role: 'admin' }],
    400,
    { action: 'audit.read', role: 'admin', result: 'refused', reason: 'invalid_request' },
  ],
];

describe('exactly one entry is made by', () => {
  test.each(ACTS)('%s', async (_, [path, { role, ...ask } = {}], status, entry) => {
    await scene(async ({ api, business, ask: askAs, as }) => {
      await addLeads(api.dataSource, business, [{ name: 'Jane' }, { name: 'Jane' }]);
      // Begun beside the API: a live job with a workflow, which no worker answers for.
      const job = path.includes('$job') ? (await api.start({ businessId: business })).id : '';
      const answer = await askAs(path.replace('$job', job), { ...ask, ...(role ? { token: await as(role) } : {}) });
      expect([answer.status, answer.text]).toEqual([status, expect.anything()]);
      const fill = (text: unknown): unknown => (text === '$job' ? job : text === '$answer' ? answer.body.id : text);
      const expected = Object.fromEntries(
        Object.entries({ ...BY_OPERATOR, ...entry }).map(([name, value]) => [name, fill(value)]),
      );
      expect(await auditEntries(api.dataSource, business)).toEqual([{ seq: 1, ...expected }]);
    });
  });

  test('a request that is repeated with its key, and by one that takes the key for something else', async () => {
    await scene(async ({ api, business, ask }) => {
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
    });
  });

  test('each click on a gate that is held, and each cancel of a job, the last one refused', async () => {
    await scene(async ({ api, business, ask }) => {
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
    });
  });

  test('each control that a worker has confirmed', async () => {
    await scene(async ({ api, business, ask }) => {
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
    });
  });
});

test('who has no valid credential, and what only reads jobs, makes no entry', async () => {
  await scene(async ({ api, business, ask }) => {
    const count = async (): Promise<number> =>
      (await api.dataSource.query<{ count: number }[]>('SELECT count(*) FROM audit_log'))[0]!.count;
    const before = await count();
    expect((await ask(JOBS, { body: ALL, token: null })).status).toBe(401);
    expect((await ask('/api/v1/leads', { token: 'no.good.token' })).status).toBe(401);
    for (const path of [JOBS, `${JOBS}/${UNKNOWN}`, '/api/v1/gate', '/health/live', '/nowhere']) {
      expect([path, (await ask(path)).status]).not.toEqual([path, 500]);
    }
    expect([await count(), await auditEntries(api.dataSource, business)]).toEqual([before, []]);
  });
});

test('the entry has the credential’s own id and the request’s', async () => {
  await scene(async ({ api, business, ask }) => {
    const { secret } = api.config.api.jwt;
    const token = await new SignJWT({ business_id: business, role: 'viewer', jti: 'token-7' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('user-7')
      .setIssuer('bulkgate-local')
      .setAudience('bulkgate')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(secret));
    const requestId = uuidV7();
    expect((await ask('/api/v1/leads', { token, headers: { 'x-request-id': requestId } })).status).toBe(200);
    const rows = await api.dataSource.query<object[]>(
      'SELECT subject, credential_id, request_id FROM audit_log WHERE business_id = $1',
      [business],
    );
    expect(rows).toEqual([{ subject: 'user-7', credential_id: 'token-7', request_id: requestId }]);
  });
});
