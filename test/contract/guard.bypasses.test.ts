import { expect } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { shareApi } from '../support/shared-api.js';
import { pathWith, routes } from '../support/contract.js';
import { rawRequest } from '../support/raw-request.js';
import { DECISIONS } from './route-decisions.js';

const test = shareApi();

const PROTECTED = routes.filter(({ name }) => DECISIONS[name]?.needs !== 'public');
const PATHS = [...new Set(PROTECTED.map(({ path }) => path))].map((path) => pathWith(path, uuidV7()));
/** What a router that finds nothing, or a guard that lets nobody in, answers. */
const REFUSALS = [400, 401, 404, 405];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE', 'LOCK'];

test('without a token no method gets past the guard of any path, and what a path cannot do is 405 with Allow', async ({
  url,
}) => {
  for (const path of PATHS) {
    for (const method of METHODS) {
      const { status, headers, text } = await rawRequest(url, { method, path });
      const what = [method, path, status];
      if (!REFUSALS.includes(status)) throw new Error(`not refused: ${what.join(' ')}`);
      if (status === 405)
        expect([...what, headers.get('allow')]).toEqual([...what, expect.stringMatching(/^[A-Z, ]+$/)]);
      expect(headers.get('access-control-allow-origin')).toBeNull();
      if (method === 'HEAD') expect(text).toBe('');
    }
  }
});

/** Ways to write a path so that a guard and a router may read it differently. */
function disguises(path: string): string[] {
  const rest = path.slice('/api/v1'.length);
  const last = path.slice(path.lastIndexOf('/') + 1);
  return [
    `${path}/`,
    `/${path}`,
    `/${path}//`,
    path.replaceAll('/', '//'),
    `/api/v1/.${rest}`,
    `/api/v1/..${path}`,
    `/api/v1/../v1${rest}`,
    `/api/v1/health/..${rest}`,
    `/api/v1/health/live/../..${rest}`,
    `/health/live/../..${path}`,
    `/health/live/%2e%2e/%2e%2e${path}`,
    `/health/live/..%2f..%2fapi%2fv1${rest.replaceAll('/', '%2f')}`,
    `/api/v1/docs/..${rest}`,
    `/api/v1/health${rest}`,
    `/api/v1/docs-json/..${rest}`,
    `/docs/..%2f${path.slice(1).replaceAll('/', '%2f')}`,
    path.replaceAll('/', '%2F'),
    path.replaceAll('/', '\\'),
    path.toUpperCase(),
    `${path};public=true`,
    `${path}%00`,
    `${path}%0d%0a`,
    `${path}%20`,
    `${path}.json`,
    `${path}?/health/live`,
    `${path}?x=/../../health/live`,
    `/health/live?/../..${path}`,
    path.replace(last, `%${last.charCodeAt(0).toString(16)}${last.slice(1)}`),
    path.replace(last, `%25${last.charCodeAt(0).toString(16)}${last.slice(1)}`),
    `http://localhost${path}`,
    `http://localhost/health/live/../..${path}`,
  ];
}

/** Headers by which a proxy may be told another path, method or person. */
const HEADERS: readonly Record<string, string>[] = [
  {},
  {
    'x-original-url': '/health/live',
    'x-rewrite-url': '/health/live',
    'x-http-method-override': 'OPTIONS',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-prefix': '/health',
    'x-forwarded-user': 'admin',
  },
];

test('no way of writing a path gets around the guard', async ({ url }) => {
  let asked = 0;
  for (const path of PATHS) {
    for (const disguise of disguises(path)) {
      for (const headers of HEADERS) {
        const method = disguise.endsWith('cancel') || disguise.endsWith('pause') ? 'POST' : 'GET';
        const { status, text } = await rawRequest(url, { method, path: disguise, headers });
        asked += 1;
        // A public route that was asked with a curious query refuses that query.
        if (!REFUSALS.includes(status)) throw new Error(`not refused: ${method} ${disguise} is ${status}`);
        expect(text).not.toMatch(/"items"|"workflowId"|"nextCursor"/);
      }
    }
  }
  expect(asked).toBeGreaterThan(400);
});
