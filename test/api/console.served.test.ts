import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { withApi } from '../support/api.js';
import { rawRequest } from '../support/raw-request.js';
import { shareApi } from '../support/shared-api.js';

const SCRIPT = `document.title = 'console';`.repeat(40);
const INDEX = `<!doctype html><link rel="icon" href="./assets/icon-1a.svg"><script src="./assets/index-2b.js"></script>`;

const folder = await mkdtemp(path.join(tmpdir(), 'bulkgate-console-'));
beforeAll(async () => {
  const assets = path.join(folder, 'assets');
  await mkdir(assets);
  await writeFile(path.join(folder, 'index.html'), INDEX);
  await writeFile(path.join(folder, 'secret.js'), 'not an asset');
  await writeFile(path.join(assets, 'index-2b.js'), SCRIPT);
  await writeFile(path.join(assets, 'index-2b.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(path.join(assets, 'index-2b.js.gz'), gzipSync(SCRIPT));
  await writeFile(path.join(assets, 'icon-1a.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
});
afterAll(() => rm(folder, { recursive: true }));

const test = shareApi({ consoleFolder: folder });

const PAGES = [
  '/',
  '/login?next=%2Fjobs',
  '/leads?status=lost&sort=-id',
  '/jobs',
  '/gate',
  '/gate/delete_leads_bulk',
  '/jobs/0194e8a0-0000-7000-8000-000000000000',
];

test('each page is the one file, for everybody, under the page policy, and asked for again each time', async ({
  url,
}) => {
  for (const page of PAGES) {
    const { status, headers, text } = await rawRequest(url, { path: page });
    expect([page, status, headers.get('content-type')]).toEqual([page, 200, 'text/html; charset=utf-8']);
    expect(headers.get('cache-control')).toBe('no-cache');
    const policy = headers.get('content-security-policy')!.split('; ');
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'"]));
    expect(policy.join()).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    // Links lead to the same files from each page, under whatever path a proxy has put the server.
    for (const prefix of ['', '/tools/bulkgate']) {
      const [, script = ''] = /src="([^"]+)"/.exec(text)!;
      const at = new URL(script, `https://example.test${prefix}${page}`);
      expect(at.pathname).toBe(`${prefix}/assets/index-2b.js`);
    }
  }
});

test('each page that the console can show is served, so that it can be loaded again', async ({ url }) => {
  const app = await readFile('src/console/app.tsx', 'utf8');
  const paths = [...app.matchAll(/\['(\/[^']+)', lazy/g)].map(([, route]) => route!.replace(/:\w+/, 'x'));
  expect(paths).toContain('/leads');
  for (const route of paths) expect([route, (await rawRequest(url, { path: route })).status]).toEqual([route, 200]);
});

test('a page that a browser has is not sent again', async ({ url }) => {
  const etag = (await rawRequest(url, { path: '/jobs' })).headers.get('etag')!;
  const headers = { 'if-none-match': etag };
  const again = await rawRequest(url, { path: '/jobs', headers });
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  expect((await rawRequest(url, { path: '/jobs/x', headers })).status).toBe(200);
});

test('a file may be kept for ever, and comes in the smallest form that the browser takes', async ({ url }) => {
  const get = (encoding: string) =>
    rawRequest(url, { path: '/assets/index-2b.js', headers: { 'accept-encoding': encoding } });
  for (const [asked, encoding] of [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', null],
  ] as const) {
    const { status, headers } = await get(asked);
    expect([asked, status, headers.get('content-encoding') ?? null]).toEqual([asked, 200, encoding]);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(headers.get('vary')).toBe('accept-encoding');
  }
});

test('every other path stays with the API, which answers with problems', async ({ url }) => {
  for (const [status, asked, method] of [
    [404, '/api/v1/nothing', 'GET'],
    [404, '/api', 'GET'],
    [404, '/nothing', 'GET'],
    [404, '/jobs/1/nothing', 'GET'],
    [404, '/index.html', 'GET'],
    [404, '/assets/nothing.js', 'GET'],
    [404, '/assets/index-2b.js.br', 'GET'],
    [404, '/assets/..%2fsecret.js', 'GET'],
    [404, '/assets/%2e%2e%2fsecret.js', 'GET'],
    [404, '/assets/..%5csecret.js', 'GET'],
    [404, '/assets/../secret.js', 'GET'],
    [404, '/assets/toString', 'GET'],
    [401, '/api/v1/jobs', 'GET'],
    [405, '/jobs', 'POST'],
    [405, '/assets/index-2b.js', 'DELETE'],
  ] as const) {
    const { status: got, headers } = await rawRequest(url, { path: asked, method });
    expect([asked, got, headers.get('content-type')]).toEqual([asked, status, 'application/problem+json']);
  }
});

test('HEAD is answered like GET, without a body', async ({ url }) => {
  for (const asked of ['/jobs', '/assets/index-2b.js']) {
    expect((await rawRequest(url, { method: 'HEAD', path: asked })).status).toBe(200);
  }
});

test('an API without a built console answers as before', async () => {
  await withApi({ consoleFolder: path.join(folder, 'nowhere') }, async ({ ask }) => {
    expect((await ask('/')).status).toBe(404);
  });
});
