import { expect, test as testApart } from '@jest/globals';
import { addLeads } from '../support/leads.js';
import { shareApi } from '../support/shared-api.js';
import { NO_TRACES, withApi } from '../support/api.js';
import { eventually } from '../support/eventually.js';
import { whileFrozen } from '../support/frozen-process.js';
import { answerToBytes } from '../support/raw-request.js';

const test = shareApi();

interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly instance: string;
  readonly requestId: string;
}

test('every error is a problem with a stable type and code, the path and the request id', async ({ ask, logged }) => {
  const start = '/api/v1/jobs';
  const cases: readonly [path: string, ask: Parameters<typeof ask>[1], status: number, code: string][] = [
    ['/', {}, 404, 'not_found'],
    ['/api/v1/nothing?text=secret', {}, 404, 'not_found'],
    ['/api/v1/leads', { method: 'DELETE' }, 405, 'method_not_allowed'],
    ['/api/v1/%zz', {}, 400, 'malformed_request'],
    ['/docs/..%2fpackage.json', {}, 404, 'not_found'],
    [start, { token: null }, 401, 'unauthenticated'],
    [start, { body: '{}', headers: { 'content-type': 'text/plain' } }, 415, 'unsupported_media_type'],
    [start, { body: '{}', headers: { 'content-type': 'nonsense' } }, 415, 'unsupported_media_type'],
    [start, { body: '{"type"' }, 400, 'malformed_json'],
    [start, { body: {} }, 400, 'invalid_request'],
    ['/api/v1/calls/x/recording', {}, 404, 'call_not_found'],
    ['/api/v1/calls/..%2fx/recording', {}, 400, 'invalid_request'],
    ['/api/v1/calls/x/recording', { method: 'POST' }, 405, 'method_not_allowed'],
    // Not a change of a job whose id is `events`.
    ['/api/v1/jobs/events', { method: 'PATCH' }, 405, 'method_not_allowed'],
    [`${start}/x`, {}, 404, 'job_not_found'],
    [`${start}/0190a1b2-0000-7000-8000-000000000000`, {}, 404, 'job_not_found'],
    [`${start}/0190a1b2-0000-7000-8000-000000000000/cancel`, { method: 'POST' }, 404, 'job_not_found'],
    [`${start}/0190a1b2-0000-7000-8000-000000000000/events`, {}, 404, 'job_not_found'],
    [`${start}/x`, { method: 'PATCH', body: `{"throttleMs":${' '.repeat(20_000)}1}` }, 413, 'body_too_large'],
  ];
  for (const [path, asked, status, code] of cases) {
    const answer = await ask<ProblemBody>(path, asked);
    expect([path, answer.status, answer.body.code]).toEqual([path, status, code]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const { type, title, instance, requestId } = answer.body;
    expect({ type, status: answer.body.status, instance }).toEqual({
      type: `/problems/${code.replaceAll('_', '-')}`,
      status,
      instance: path.split('?')[0],
    });
    expect(title.length).toBeGreaterThan(3);
    expect(answer.headers.get('x-request-id')).toBe(requestId);
  }
  expect(JSON.stringify(logged)).not.toContain('secret');
});

test('the request id of the caller comes back where a program has made it: another may be a name or a phone number', async ({
  ask,
}) => {
  for (const id of [
    '019ab0de-7f00-7000-8000-000000000001',
    '4bf92f3577b34da6a3ce929d0e0e4736',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  ]) {
    const mine = await ask('/api/v1/gate', { headers: { 'x-request-id': id } });
    expect(mine.headers.get('x-request-id')).toBe(id);
  }
  for (const id of ['<script>', 'ada.lovelace', '+491701234567', '491701234567']) {
    const odd = await ask('/api/v1/gate', { headers: { 'x-request-id': id } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test('what is no HTTP gets a problem as well', async ({ url }) => {
  expect(await answerToBytes(url, 'nonsense\r\n\r\n')).toMatch(
    /^HTTP\/1.1 400 [^]*problem\+json[^]*"code":"malformed_request"/,
  );
  const long = `GET / HTTP/1.1\r\nHost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`;
  expect(await answerToBytes(url, long)).toMatch(/^HTTP\/1.1 431 [^]*"code":"headers_too_large"/);
});

testApart('a fault of ours is a 500 that tells nothing, and the log has it under its request id', async () => {
  await withApi({}, async ({ ask, dataSource, logged }) => {
    await dataSource.query('ALTER TABLE leads RENAME COLUMN phone TO secret_column');
    const answer = await ask<ProblemBody>('/api/v1/leads');
    expect([answer.status, answer.body.code]).toEqual([500, 'internal_error']);
    expect(answer.text).not.toMatch(/phone|column|leads l|SELECT/);
    expect(logged).toContainEqual(
      expect.objectContaining({
        level: 'error',
        requestId: answer.body.requestId,
        route: '/api/v1/leads',
        err: expect.objectContaining({ message: 'SQLSTATE 42703' }) as unknown,
      }),
    );
  });
});

test('a value that no column can be compared with is the fault of whoever sent it', async ({ ask, dataSource }) => {
  await addLeads(dataSource, 1, [{}]);
  const answer = await ask<ProblemBody>('/api/v1/leads?createdBefore=0000-01-01T00:00:00Z');
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
});

testApart('with Redis away a start is 503 with Retry-After and reads go on; readiness names the part', async () => {
  await withApi({}, async ({ ask, redis, redisServer }) => {
    const { body: job } = await ask<{ id: string }>('/api/v1/jobs', {
      body: { type: 'delete_leads_bulk', selection: { all: true } },
    });
    await redisServer.stop();
    await new Promise((resolve) => (redis.status === 'ready' ? redis.once('close', resolve) : resolve(null)));
    const before = performance.now();
    const refused = await ask<ProblemBody>('/api/v1/jobs', {
      body: { type: 'delete_leads_bulk', selection: { ids: [1] } },
    });
    expect(performance.now() - before).toBeLessThan(20_000);
    expect([refused.status, refused.body.code]).toEqual([503, 'gate_unavailable']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('/api/v1/gate')).status).toBe(503);
    const read = await ask<{ gate: unknown }>(`/api/v1/jobs/${job.id}`);
    expect([read.status, read.body.gate]).toEqual([200, { held: null, ttlSeconds: null }]);
    const ready = await ask<ProblemBody & { checks: Record<string, { status: string }> }>('/health/ready');
    expect([ready.status, ready.body.code]).toEqual([503, 'not_ready']);
    expect(ready.body.checks).toMatchObject({
      postgres: { status: 'ok' },
      redis: { status: 'error' },
      temporal: { status: 'ok' },
    });
    expect(ready.text).not.toMatch(/127\.0\.0\.1|localhost/);
    expect((await ask('/health/live')).status).toBe(200);
  });
});

testApart(
  'with a Redis that takes everything and answers nothing a start is 503 in time, and leaves nothing behind',
  () =>
    withApi({}, async ({ ask, redisServer, traces }) => {
      await whileFrozen(redisServer, async () => {
        const before = performance.now();
        const refused = await ask<ProblemBody>('/api/v1/jobs', {
          body: { type: 'delete_leads_bulk', selection: { all: true } },
        });
        const tookMs = performance.now() - before;
        expect([refused.status, refused.body.code]).toEqual([503, 'gate_unavailable']);
        expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(tookMs).toBeLessThan(20_000);
      });
      // What the start had sent arrives after all, and the release after it.
      await eventually(async () => {
        expect(await traces()).toEqual(NO_TRACES);
      });
    }),
);

test('with PostgreSQL away every route that needs it is 503 with Retry-After', async ({ ask, database }) => {
  const dataSource = await database.as('bulkgate_api');
  const original = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode) => {
    const runner = original(mode);
    runner.connect = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    return runner;
  };
  for (const path of [
    '/api/v1/leads',
    '/api/v1/calls',
    '/api/v1/calls/x/recording',
    '/api/v1/jobs',
    '/api/v1/jobs/0190a1b2-0000-7000-8000-000000000000',
  ]) {
    const answer = await ask<ProblemBody>(path);
    expect([path, answer.status, answer.body.code]).toEqual([path, 503, 'database_unavailable']);
    expect(answer.headers.get('retry-after')).toBe('2');
  }
  const body = { type: 'delete_leads_bulk', selection: { all: true } };
  const start = await ask<ProblemBody>('/api/v1/jobs', { body });
  expect([start.status, start.body.code]).toEqual([503, 'database_unavailable']);
  dataSource.createQueryRunner = original;
  expect((await ask('/api/v1/gate')).body).toEqual({ items: [], drains: [] });
});
