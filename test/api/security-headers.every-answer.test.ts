import { expect, test as testApart } from '@jest/globals';
import { shareApi } from '../support/shared-api.js';
import { withApi } from '../support/api.js';
import { addCall } from '../support/calls.js';
import { logIn } from '../support/browser-session.js';
import { answerToBytes, rawRequest } from '../support/raw-request.js';

const test = shareApi({ environment: { DOCS_PUBLIC: 'true' } });

const NOTHING = "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'";
const ALWAYS = {
  'content-security-policy': NOTHING,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'x-permitted-cross-domain-policies': 'none',
  'x-dns-prefetch-control': 'off',
  'cache-control': 'no-store',
};
const HTTPS = { PUBLIC_ORIGIN: 'https://bulkgate.example' };

type Answered = Readonly<Record<string, unknown>>;

function expectSafe(name: string, headers: Answered, differing: Answered = {}): void {
  const expected = { ...ALWAYS, ...differing };
  expect([name, Object.fromEntries(Object.keys(expected).map((header) => [header, headers[header]]))]).toEqual([
    name,
    expected,
  ]);
  // No permission for other origins, and nothing about what runs here.
  const others = Object.keys(headers).filter((header) => /^(access-control-|server$|x-powered-by$)/.test(header));
  expect([name, others]).toEqual([name, []]);
}

/** The answer to bytes that no client would send. */
async function answerTo(url: string, bytes: string): Promise<{ status: number; headers: Record<string, string> }> {
  const answer = await answerToBytes(url, bytes);
  const [first, ...lines] = answer.split('\r\n\r\n')[0]!.split('\r\n');
  const headers = lines.map((line) => [line.split(': ')[0]!.toLowerCase(), line.split(': ').slice(1).join(': ')]);
  return { status: Number(first!.split(' ')[1]), headers: Object.fromEntries(headers) as Record<string, string> };
}

testApart('every answer has the headers that keep a browser from doing anything with it', async () => {
  await withApi({ environment: { DOCS_PUBLIC: 'true' } }, async ({ url, ask, dataSource }) => {
    const { answer, cookie, token } = await logIn(url);
    expectSafe('a login', Object.fromEntries(answer.headers));
    const start = { body: { type: 'delete_leads_bulk', selection: { all: true } } };
    const { body: job } = await ask<{ id: string }>('/api/v1/jobs', start);
    const call = await addCall(dataSource, { path: '/one.wav' });
    for (const [status, path, asked] of [
      [200, '/health/live', { token: null }],
      [200, '/health/ready', { token: null }],
      [200, '/api/v1/leads', {}],
      [200, '/api/v1/gate', {}],
      [200, '/api/v1/calls', {}],
      [202, `/api/v1/calls/${call}/recording`, {}],
      [200, `/api/v1/jobs/${job.id}`, {}],
      [200, `/api/v1/jobs/${job.id}/events`, { method: 'HEAD' }],
      [200, '/docs-json', { token: null }],
      [409, '/api/v1/jobs', start],
      [400, '/api/v1/jobs', { body: {} }],
      [401, '/api/v1/leads', { token: null }],
      [401, '/api/v1/leads', { token: 'nonsense' }],
      [403, '/api/v1/session', { method: 'DELETE', token: null, headers: { cookie } }],
      [400, '/api/v1/calls/a%2fb/recording', {}],
      [404, '/api/v1/calls/unknown/recording', {}],
      [404, '/nothing', {}],
      [404, '/docs/nothing', { token: null }],
      [405, '/api/v1/leads', { method: 'OPTIONS' }],
      [413, `/api/v1/jobs/${job.id}`, { method: 'PATCH', body: ' '.repeat(20_000) }],
      [415, '/api/v1/jobs', { body: 'x', headers: { 'content-type': 'text/plain' } }],
      [400, '/api/v1/%zz', {}], // Fastify's own
    ] as const) {
      const got = await ask(path, asked);
      expect([path, asked, got.status]).toEqual([path, asked, status]);
      expectSafe(`${status} ${path}`, Object.fromEntries(got.headers));
    }
    const closing = { cookie, origin: url, 'x-csrf-token': token };
    expectSafe(
      'a logout',
      Object.fromEntries(
        (await rawRequest(url, { method: 'DELETE', path: '/api/v1/session', headers: closing })).headers,
      ),
    );
    await dataSource.query('ALTER TABLE leads RENAME COLUMN phone TO other');
    expectSafe('a fault of ours', Object.fromEntries((await ask('/api/v1/leads')).headers));

    // What Node answers before Fastify sees it, and what never became a request.
    for (const [status, bytes] of [
      [400, 'nonsense\r\n\r\n'],
      [400, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
      [417, 'GET / HTTP/1.1\r\nHost: x\r\nExpect: the-impossible\r\nConnection: close\r\n\r\n'],
      [431, `GET / HTTP/1.1\r\nHost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
    ] as const) {
      const got = await answerTo(url, bytes);
      expect([bytes.slice(0, 60), got.status]).toEqual([bytes.slice(0, 60), status]);
      expectSafe(bytes.slice(0, 60), got.headers);
    }
  });
});

test('pages may do what they need: run their own scripts, and no inline one; only they and their files are kept', async ({
  ask,
}) => {
  const page = await ask('/docs', { token: null });
  const policy = page.headers.get('content-security-policy')!;
  expect(policy.split('; ').sort()).toEqual([
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "media-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
  ]);
  expectSafe('the page', Object.fromEntries(page.headers), { 'content-security-policy': policy });
  const file = await ask('/docs/swagger-ui.css', { token: null });
  expectSafe('its style', Object.fromEntries(file.headers), { 'cache-control': 'private, max-age=3600' });
});

testApart('a browser is held to TLS where pages come over it, and only there', async () => {
  for (const [environment, hsts] of [
    [{}, null],
    [{ PUBLIC_ORIGIN: 'http://localhost:3000' }, null],
    [HTTPS, 'max-age=31536000'],
  ] as const) {
    await withApi({ environment }, async ({ ask }) => {
      // What a client says of the way it came does not decide.
      const headers = { 'x-forwarded-proto': hsts === null ? 'https' : 'http' };
      for (const path of ['/health/live', '/nothing']) {
        expect((await ask(path, { headers })).headers.get('strict-transport-security')).toBe(hsts);
      }
    });
  }
});

testApart('another origin is given no permission: not by a preflight, and not by an answer', async () => {
  await withApi({}, async ({ url, ask }) => {
    const { cookie } = await logIn(url);
    for (const origin of ['https://evil.example', 'null', url]) {
      for (const path of ['/api/v1/jobs', '/api/v1/session', '/nothing']) {
        const headers = {
          origin,
          cookie,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-csrf-token',
        };
        const preflight = await rawRequest(url, { method: 'OPTIONS', path, headers });
        expect([path, preflight.status]).toEqual([path, path === '/nothing' ? 404 : 405]);
        expectSafe(`a preflight of ${path}`, Object.fromEntries(preflight.headers));
      }
      expectSafe('an answer', Object.fromEntries((await ask('/api/v1/gate', { headers: { origin } })).headers));
    }
  });
});
