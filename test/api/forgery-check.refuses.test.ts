import { expect, test } from '@jest/globals';
import { csrfTokenOf } from '../../src/access/secret.js';
import { type ForgerySign, signOfForgery } from '../../src/api/browser-safety/forgery-check.js';
import { Site } from '../../src/api/browser-safety/site.js';

const HOST = '127.0.0.1:8080';
const OURS = `http://${HOST}`;
const TOKEN = csrfTokenOf('secret');

type Headers = Readonly<Record<string, string | undefined>>;

/** What the check says to a good request with these headers in place of its own. */
function signOf(changes: Headers, { method = 'POST', site = new Site(undefined) } = {}): ForgerySign | null {
  const headers = { host: HOST, origin: OURS, 'sec-fetch-site': 'same-origin', 'x-csrf-token': TOKEN, ...changes };
  return signOfForgery({ method, headers }, TOKEN, site);
}

function expectSign(sign: ForgerySign | null, changes: readonly Headers[], site?: Site): void {
  for (const headers of changes) expect([headers, signOf(headers, { site })]).toEqual([headers, sign]);
}

test('a good request has no sign of forgery, and a method that changes nothing is not checked', () => {
  expectSign(null, [
    ...[{}, { referer: 'https://evil.example/' }, { origin: undefined, referer: `${OURS}/` }],
    { 'sec-fetch-site': undefined },
    ...['application/json', 'application/json;charset=utf-8', 'APPLICATION/JSON ; a=b', 'text/csv'].map((type) => ({
      'content-type': type,
    })),
  ]);
  const foreign = { origin: 'null', 'x-csrf-token': undefined };
  for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(signOf(foreign, { method })).toBeNull();
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'get', 'X'])
    expect(signOf(foreign, { method })).toBe('origin');
});

test('an origin that is not ours to the letter is refused, whatever the referrer says', () => {
  const origins = [
    ...['null', 'https://evil.example', `${OURS}.evil.example`, 'http://evil-127.0.0.1:8080', 'http://127.0.0.1:8081'],
    ...['http://127.0.0.1', OURS.slice(0, -1), `https://${HOST}`, 'http://localhost:8080', 'http://[::1]:8080'],
    ...['http://2130706433:8080', 'http://127.1:8080', 'http://127.0.0.1.:8080', `${OURS}@evil.example`],
    ...[`http://evil@${HOST}`, `http://evil.example#${OURS}`, `${OURS}/`, OURS.toUpperCase()],
    ...['http://\u00b9\u00b27.0.0.1:8080', 'chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb', 'file://', ''],
    ...[`${OURS}, https://evil.example`, `https://evil.example, ${OURS}`, ` ${OURS}`],
  ];
  expectSign(
    'origin',
    origins.map((origin) => ({ origin, referer: `${OURS}/console` })),
  );
});

test('without an origin, a referrer that is not a page of ours is refused', () => {
  const referrers = [
    ...[undefined, '', 'https://evil.example/', `${OURS}.evil.example/`, `${OURS}@evil.example/`],
    ...[`https://evil.example/?${OURS}/`, 'http://127.0.0.1:8081/', `https://${HOST}/`, OURS, 'about:blank'],
    `${OURS}\\@evil.example/`,
  ];
  expectSign(
    'referer',
    referrers.map((referer) => ({ origin: undefined, referer })),
  );
});

test('a fetch site other than the same origin, a body that another site could send unasked, and another token are refused', () => {
  const sites = ['cross-site', 'same-site', 'none', '', 'Same-Origin', 'same-origin, cross-site', 'nonsense'];
  expectSign(
    'fetch_site',
    sites.map((site) => ({ 'sec-fetch-site': site })),
  );
  const types = [
    ...['', 'text/plain', 'text/plain; application/json', 'text/plain; charset=application/json', 'application/jsonp'],
    ...[
      'text/csvx',
      'text/plain; text/csv',
      'application/json, text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ],
  ];
  expectSign(
    'content_type',
    types.map((type) => ({ 'content-type': type })),
  );
  const tokens = [
    ...[undefined, '', TOKEN.slice(0, -1), `${TOKEN}A`, TOKEN.toUpperCase(), `${TOKEN}, ${TOKEN}`],
    ...[`${TOKEN.startsWith('A') ? 'B' : 'A'}${TOKEN.slice(1)}`, 'secret', csrfTokenOf('another secret')],
  ];
  expectSign(
    'token',
    tokens.map((token) => ({ 'x-csrf-token': token })),
  );
});

test('with a public origin, it is the only one, whatever the host; without one, a host that is not of this machine has none', () => {
  const site = new Site('https://bulkgate.example');
  expectSign(null, [{ origin: 'https://bulkgate.example' }], site);
  const origins = [
    ...['http://bulkgate.example', 'https://bulkgate.example:443', 'https://bulkgate.example:8443', OURS, 'null'],
    ...['https://www.bulkgate.example', 'https://bulkgate.example.', 'https://bulkgate.example.evil.example'],
    ...['https://evilbulkgate.example', 'https://xn--bulkgte-2fg.example', 'https://bulkgate.example@evil.example'],
    'https://BulkGate.example',
  ];
  expectSign(
    'origin',
    origins.map((origin) => ({ origin })),
    site,
  );
  for (const host of ['evil.example', '127.0.0.1.evil.example', '10.0.0.1:8080', '127.0.0.1:x', undefined]) {
    expect([host, signOf({ host, origin: `http://${host}` })]).toEqual([host, 'origin']);
    expect([host, signOf({ host, origin: undefined, referer: `http://${host}/` })]).toEqual([host, 'referer']);
  }
});
