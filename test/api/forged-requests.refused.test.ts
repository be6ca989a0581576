import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signOfForgery } from '../../src/api/browser-safety/forgery-check.js';
import { Site } from '../../src/api/browser-safety/site.js';
import { csrfTokenOf } from '../../src/access/session-secret.js';
import { type TestApi, withApi } from '../support/api.js';
import { type LoggedIn, logIn } from '../support/browser-session.js';
import { fingerprint } from '../support/fingerprint.js';
import { type RawRequest, rawRequest } from '../support/raw-request.js';

const START = '/api/v1/jobs';
const START_BODY = JSON.stringify({ type: 'delete_leads_bulk', selection: { all: true } });

type Headers = Record<string, string | readonly string[] | null>;
/** How a forged request differs from a good one: null takes a header away. */
interface Forgery extends Omit<RawRequest, 'headers' | 'path'> {
  readonly path?: string;
  readonly headers?: Headers;
  /** Status, code, and the check that failed. */
  readonly answer: readonly [status: number, code?: string, check?: string];
}

const refusedFor = (check: string): readonly [number, string, string] => [403, 'csrf_refused', check];
const NOBODY = [401, 'unauthenticated'] as const;
const NO_JSON = [415, 'unsupported_media_type'] as const;

/** What is at stake, and what the forger may know of it. */
interface Scene {
  readonly api: TestApi;
  readonly ours: string;
  readonly port: string;
  readonly victim: LoggedIn;
  /** Of the same person in another browser, of the same browser before it logged in again, and of another business. */
  readonly elsewhere: LoggedIn;
  readonly before: LoggedIn;
  readonly stranger: LoggedIn;
  readonly jobId: string;
}

function origins({ ours, port }: Scene): Record<string, Forgery> {
  const foreign: Record<string, string | readonly string[]> = {
    'of a sandboxed frame, a file or a redirect': 'null',
    'of another site': 'https://evil.example',
    'that begins like ours': `${ours}.evil.example`,
    'that ends like ours': `http://evil-127.0.0.1:${port}`,
    'with another port': `http://127.0.0.1:${Number(port) + 1}`,
    'with the port cut off': 'http://127.0.0.1',
    'with the port cut short': ours.slice(0, -1),
    'with another scheme': `https://127.0.0.1:${port}`,
    'with another name of this machine': `http://localhost:${port}`,
    'with the other address of this machine': `http://[::1]:${port}`,
    'with our address in decimal': `http://2130706433:${port}`,
    'with our address shortened': `http://127.1:${port}`,
    'with a dot at the end of the name': `http://127.0.0.1.:${port}`,
    'with ours as its user name': `${ours}@evil.example`,
    'with a user name before ours': `http://evil@127.0.0.1:${port}`,
    'with ours in its fragment': `http://evil.example#${ours}`,
    'with a path': `${ours}/`,
    'in capitals': ours.toUpperCase(),
    'in digits of another script': `http://\u00b9\u00b27.0.0.1:${port}`,
    'of an extension': 'chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb',
    'of a file': 'file://',
    'that is empty': '',
    'that is two, ours first': `${ours}, https://evil.example`,
    'sent twice, ours first': [ours, 'https://evil.example'],
    'sent twice, ours last': ['https://evil.example', ours],
  };
  return Object.fromEntries(
    Object.entries(foreign).map(([name, origin]) => [
      `an origin ${name}`,
      // A referrer that is right does not make up for it.
      { headers: { origin, referer: `${ours}/console` }, answer: refusedFor('origin') },
    ]),
  );
}

function referrers({ ours, port }: Scene): Record<string, Forgery> {
  const foreign: Record<string, string | null> = {
    'neither an origin nor a referrer': null,
    'an empty referrer': '',
    'a referrer of another site': 'https://evil.example/',
    'a referrer that begins like ours': `${ours}.evil.example/`,
    'a referrer with ours as its user name': `${ours}@evil.example/`,
    'a referrer with ours in its query': `https://evil.example/?${ours}/`,
    'a referrer with another port': `http://127.0.0.1:${Number(port) + 1}/`,
    'a referrer with another scheme': `https://127.0.0.1:${port}/`,
    'a referrer that is our origin without a path': ours,
    'a referrer that is no address': 'about:blank',
    'a referrer with a backslash': `${ours}\\@evil.example/`,
  };
  return Object.fromEntries(
    Object.entries(foreign).map(([name, referer]) => [
      name,
      { headers: { origin: null, referer }, answer: refusedFor('referer') },
    ]),
  );
}

function metadata(): Record<string, Forgery> {
  const values = ['cross-site', 'same-site', 'none', '', 'Same-Origin', 'same-origin, cross-site', 'nonsense'];
  return Object.fromEntries(
    values.map((value) => [
      `Sec-Fetch-Site: ${value}`,
      { headers: { 'sec-fetch-site': value }, answer: refusedFor('fetch_site') },
    ]),
  );
}

function mediaTypes({ jobId }: Scene): Record<string, Forgery> {
  const pause = `/api/v1/jobs/${jobId}/pause`;
  const form = 'application/x-www-form-urlencoded';
  const sent = (type: string | null, answer: Forgery['answer'], more: Partial<Forgery> = {}): Forgery => ({
    headers: { 'content-type': type },
    answer,
    ...more,
  });
  return {
    'JSON as plain text': sent('text/plain', NO_JSON),
    'JSON as plain text that mentions JSON': sent('text/plain; application/json', NO_JSON),
    'JSON as text with a parameter of JSON': sent('text/plain; charset=application/json', NO_JSON),
    'JSON without a type': sent(null, NO_JSON),
    'JSON with two types': sent('application/json, text/plain', NO_JSON),
    'JSON of a neighbouring type': sent('application/jsonp', NO_JSON),
    'a form': sent(form, NO_JSON, { body: 'type=delete_leads_bulk&selection[all]=true' }),
    'a form that is JSON to whoever wants it': sent('text/plain', NO_JSON, {
      body: '{"type":"delete_leads_bulk","selection":{"all":true},"a":"="}\r\n',
    }),
    'a form with files': sent('multipart/form-data; boundary=x', NO_JSON, {
      body: '--x\r\ncontent-disposition: form-data; name="type"\r\n\r\ndelete_leads_bulk\r\n--x--\r\n',
    }),
    'an empty form for a control that takes no body': sent(form, NO_JSON, { path: pause, body: '' }),
    'an empty text for a control that takes no body': sent('text/plain', NO_JSON, { path: pause, body: '' }),
  };
}

function tokens({ victim, elsewhere, before, stranger }: Scene): Record<string, Forgery> {
  const { token, parts, cookie } = victim;
  const wrong: Record<string, string | readonly string[] | null> = {
    'no token': null,
    'an empty token': '',
    'the token of the same person in another browser': elsewhere.token,
    'the token from before the last login': before.token,
    'the token of another business': stranger.token,
    'a token that is too short': token.slice(0, -1),
    'a token that is too long': `${token}A`,
    'the token in capitals': token.toUpperCase(),
    'the token with one bit changed': `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`,
    'the token twice': [token, token],
    "the cookie's secret for a token": parts[2]!,
    "the session's id for a token": parts[1]!,
    'the cookie for a token, as if it were sent twice': cookie,
  };
  return {
    ...Object.fromEntries(
      Object.entries(wrong).map(([name, value]) => [
        name,
        { headers: { 'x-csrf-token': value }, answer: refusedFor('token') },
      ]),
    ),
    'the token in the query': {
      ...{ path: `${START}?csrfToken=${token}&_csrf=${token}`, headers: { 'x-csrf-token': null } },
      answer: refusedFor('token'),
    },
    'the token in a cookie': {
      headers: { cookie: `${cookie}; X-CSRF-Token=${token}; csrfToken=${token}`, 'x-csrf-token': null },
      answer: refusedFor('token'),
    },
    'the token in the header of another framework': {
      headers: { 'x-csrf-token': null, 'x-xsrf-token': token, 'csrf-token': token },
      answer: refusedFor('token'),
    },
  };
}

function cookies({ victim, before, stranger, elsewhere }: Scene): Record<string, Forgery> {
  const name = 'bulkgate_session';
  const [business, id, secret] = victim.parts as [string, string, string];
  const [, strangersId, strangersSecret] = stranger.parts as [string, string, string];
  const wrong: Record<string, string | null> = {
    'the token without the cookie': null,
    'the cookie from before the last login': before.cookie,
    'two cookies of the name, the other one last': `${victim.cookie}; ${elsewhere.cookie}`,
    'two cookies of the name, the other one first': `${elsewhere.cookie}; ${victim.cookie}`,
    'the cookie twice': `${victim.cookie}; ${victim.cookie}`,
    'an empty cookie beside it': `${name}=; ${victim.cookie}`,
    'a cookie of the name without a value beside it': `${victim.cookie}; ${name}`,
    'the name for secure pages, on a page that is none': `__Host-${victim.cookie}`,
    'another prefix': `__Secure-${victim.cookie}`,
    'the name in capitals': victim.cookie.replace(name, name.toUpperCase()),
    'a cookie within a cookie': `other="; ${name}2=${victim.parts.join('.')}"`,
    "the session's id with the secret of another": `${name}=${business}.${id}.${strangersSecret}`,
    'another business with the own id and secret': `${name}=2.${id}.${secret}`,
    "another business's id with the own secret": `${name}=2.${strangersId}.${secret}`,
    "another business's id in the own business": `${name}=${business}.${strangersId}.${strangersSecret}`,
    'an empty cookie': `${name}=`,
    'a cookie of two parts': `${name}=${business}.${id}`,
    'a cookie of four parts': `${victim.cookie}.x`,
    'the cookie in quotes': `${name}="${victim.parts.join('.')}"`,
    'the cookie with its dots encoded': `${name}=${victim.parts.join('%2E')}`,
    'business 0': `${name}=0.${id}.${secret}`,
    'business -1': `${name}=-1.${id}.${secret}`,
    'business 01': `${name}=01.${id}.${secret}`,
    'business 2^31': `${name}=2147483648.${id}.${secret}`,
    'a business of ten digits': `${name}=9999999999.${id}.${secret}`,
    'a business in SQL': `${name}=1 OR true.${id}.${secret}`,
    'an id in SQL': `${name}=1.' OR true --.${secret}`,
    'a nil id': `${name}=1.00000000-0000-0000-0000-000000000000.${secret}`,
    'a secret in small letters': `${name}=${business}.${id}.${secret.toLowerCase()}`,
    'an oversized cookie': `${victim.cookie}${'A'.repeat(8_000)}`,
    'a thousand cookies around it, and it twice': `${victim.cookie}; ${'a=b; '.repeat(1_000)}${victim.cookie}`,
  };
  return {
    ...Object.fromEntries(
      Object.entries(wrong).map(([what, cookie]) => [what, { headers: { cookie }, answer: NOBODY }]),
    ),
    'cookies beyond what the server reads': {
      headers: { cookie: `${victim.cookie}; ${'a'.repeat(20_000)}` },
      answer: [431, 'headers_too_large'],
    },
    'the cookie beside an empty Authorization': { headers: { authorization: '' }, answer: NOBODY },
    'the cookie beside a bad bearer token': { headers: { authorization: 'Bearer nonsense' }, answer: NOBODY },
    'the cookie beside Basic credentials': { headers: { authorization: 'Basic YTpi' }, answer: NOBODY },
  };
}

function methods({ jobId, ours }: Scene): Record<string, Forgery> {
  const job = `/api/v1/jobs/${jobId}`;
  const overriding = { 'x-http-method-override': 'DELETE', 'x-http-method': 'POST', 'x-method-override': 'POST' };
  /** As a top-level navigation or an image of another site would come, if a browser sent the cookie along. */
  const foreign = { origin: null, referer: 'https://evil.example/', 'x-csrf-token': null, 'content-type': null };
  const preflight = {
    ...foreign,
    origin: 'https://evil.example',
    cookie: null,
    'access-control-request-method': 'POST',
  };
  return {
    'GET in the place of POST': {
      method: 'GET',
      path: `${job}/pause`,
      headers: foreign,
      answer: [405, 'method_not_allowed'],
    },
    'GET that calls itself DELETE': {
      ...{ method: 'GET', path: '/api/v1/session' },
      ...{ headers: { ...foreign, ...overriding }, answer: [200] as const },
    },
    'GET that calls itself POST': {
      ...{ method: 'GET', path: `${START}?_method=POST` },
      ...{ headers: { ...foreign, ...overriding }, answer: [400, 'invalid_request'] as const },
    },
    'HEAD that calls itself POST': {
      ...{ method: 'HEAD', path: START, headers: { ...foreign, ...overriding }, answer: [200] as const },
    },
    'POST that calls itself GET': {
      ...{ headers: { 'x-csrf-token': null, 'x-http-method-override': 'GET' }, answer: refusedFor('token') },
    },
    'a body that calls itself DELETE': {
      ...{ path: `${job}/pause`, body: '{"_method":"DELETE"}', answer: [400, 'invalid_request'] as const },
    },
    'PUT, which no route has': { method: 'PUT', answer: [405, 'method_not_allowed'] },
    'OPTIONS with everything that a start needs': { method: 'OPTIONS', answer: [405, 'method_not_allowed'] },
    'a preflight': { method: 'OPTIONS', headers: preflight, body: '', answer: [405, 'method_not_allowed'] },
    'a login with the cookie of another': { path: '/api/v1/session', body: '', answer: NOBODY },
    'a login with a credential in the body': {
      ...{ path: '/api/v1/session', headers: { cookie: null, origin: ours }, body: '{"token":"x"}', answer: NOBODY },
    },
    'a login with a credential in a form': {
      ...{ path: '/api/v1/session', body: 'authorization=Bearer+x', answer: NO_JSON },
      headers: { cookie: null, 'content-type': 'application/x-www-form-urlencoded' },
    },
  };
}

/** The same few forgeries at every route that changes something: none of them has forgotten to ask. */
function routes({ jobId }: Scene): Record<string, Forgery> {
  const job = `/api/v1/jobs/${jobId}`;
  const targets: Record<string, Pick<Forgery, 'method' | 'path' | 'body'>> = {
    pause: { path: `${job}/pause`, body: '' },
    resume: { path: `${job}/resume`, body: '' },
    cancel: { path: `${job}/cancel`, body: '' },
    'a change of speed': { method: 'PATCH', path: job, body: '{"throttleMs":0}' },
    'a logout': { method: 'DELETE', path: '/api/v1/session', body: '' },
  };
  return Object.fromEntries(
    Object.entries(targets).flatMap(([name, target]): [string, Forgery][] => {
      const type = { 'content-type': target.body === '' ? null : 'application/json' };
      const of = (headers: Headers, check: string): Forgery => ({
        ...target,
        ...{ headers: { ...type, ...headers }, answer: refusedFor(check) },
      });
      return [
        [`${name} from another site`, of({ origin: 'https://evil.example' }, 'origin')],
        [`${name} from nowhere`, of({ origin: null }, 'referer')],
        [`${name} without a token`, of({ 'x-csrf-token': null }, 'token')],
      ];
    }),
  );
}

describe('a request that another page may have made changes nothing', () => {
  let scene: Scene;
  let end: () => void;
  let life: Promise<void>;

  beforeAll(async () => {
    const opened = new Promise<Scene>((resolve, reject) => {
      life = withApi({}, async (api) => {
        await api.dataSource.query(
          `INSERT INTO leads (business_id, name, status, source) VALUES (1, 'Ada', 'new', 'web'), (2, 'Bob', 'new', 'web')`,
        );
        const { body: job } = await api.ask<{ id: string }>(START, {
          body: { type: 'delete_leads_bulk', selection: { ids: [999_999] } },
        });
        const before = await logIn(api.url);
        const victim = await logIn(api.url, { more: { cookie: before.cookie } });
        const elsewhere = await logIn(api.url);
        const stranger = await logIn(api.url, { businessId: 2 });
        // However long the tests take: no request is the first in a while, which would note that they are in use.
        await api.dataSource.query(`UPDATE sessions SET last_used_at = last_used_at + interval '1 hour'`);
        const { port } = new URL(api.url);
        resolve({ api, ours: api.url, port, victim, elsewhere, before, stranger, jobId: job.id });
        await new Promise<void>((resume) => (end = resume));
      });
      life.catch(reject);
    });
    scene = await opened;
  });
  afterAll(async () => {
    end();
    await life;
  });

  const good = (): RawRequest & { headers: Record<string, string> } => ({
    method: 'POST',
    path: START,
    headers: {
      ...{ cookie: scene.victim.cookie, origin: scene.ours, 'sec-fetch-site': 'same-origin' },
      ...{ 'x-csrf-token': scene.victim.token, 'content-type': 'application/json' },
    },
    body: START_BODY,
  });
  const withChanges = (headers: Headers): Record<string, string | readonly string[]> => {
    const all = Object.entries<string | readonly string[] | null>({ ...good().headers, ...headers });
    return Object.fromEntries(all.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
  };
  const state = async () => {
    const locks = (await scene.api.gate.list()).map(({ value }) => value);
    return { ...(await fingerprint(scene.api.dataSource)), locks };
  };

  test.each(Object.entries({ origins, referrers, metadata, mediaTypes, tokens, cookies, methods, routes }))(
    'not by its %s',
    async (_, corpus) => {
      const before = await state();
      const secrets = [scene.victim, scene.elsewhere, scene.stranger].flatMap(({ token, parts }) => [token, parts[2]!]);
      for (const [name, { answer, headers = {}, ...forgery }] of Object.entries(corpus(scene))) {
        const base = good();
        const changed = Object.entries<string | readonly string[] | null>({ ...base.headers, ...headers });
        const kept = Object.fromEntries(
          changed.flatMap(([header, value]) => (value === null ? [] : [[header, value]])),
        );
        const isRead = ['GET', 'HEAD'].includes(forgery.method ?? '');
        const { body, ...request } = { ...base, ...forgery, headers: kept };
        const got = await rawRequest(scene.ours, isRead || body === undefined ? request : { ...request, body });
        const { code, check } = got.body;
        expect([name, got.status, code, check]).toEqual([name, answer[0], answer[1], answer[2]]);
        expect([name, got.headers.getSetCookie()]).toEqual([name, []]);
        if (answer[0] !== 200) for (const secret of secrets) expect(got.text).not.toContain(secret);
      }
      expect(await state()).toEqual(before);
    },
  );

  test('and the corpus is of more than a hundred', () => {
    const all = [origins, referrers, metadata, mediaTypes, tokens, cookies, methods, routes];
    const names = all.flatMap((corpus) => Object.keys(corpus(scene)));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(100);
  });

  test('while a page of ours does what its session may', async () => {
    const { victim, ours, jobId, api } = scene;
    for (const headers of [
      {},
      { referer: 'https://evil.example/' }, // the origin says it
      { origin: null, referer: `${ours}/` },
      { 'sec-fetch-site': null },
      { 'content-type': 'application/json; charset=utf-8' },
      { 'content-type': 'Application/JSON' },
      { cookie: `first=1; ${victim.cookie}; bulkgate_session_2=x; xbulkgate_session=y` },
      { cookie: `a=b;${victim.cookie}  ;c=d` },
    ] as Headers[]) {
      const { path, body, method } = good();
      const answer = await rawRequest(ours, { method, path, body, headers: withChanges(headers) } as RawRequest);
      expect([headers, answer.status, answer.body.code]).toEqual([headers, 409, 'gate_held']); // it was let in
    }
    // A bearer token no browser adds by itself, so nothing of this is asked of it.
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const byBearer = await api.ask(START, { body: JSON.parse(START_BODY), headers: foreign });
    expect([byBearer.status, byBearer.body.code]).toEqual([409, 'gate_held']);
    const cancelled = await rawRequest(ours, {
      ...{ method: 'POST', path: `/api/v1/jobs/${jobId}/cancel` },
      headers: { cookie: victim.cookie, origin: ours, 'x-csrf-token': victim.token },
    });
    expect([cancelled.status, cancelled.body.id]).toEqual([202, jobId]);
  });
});

test('a body that is no JSON is refused by the check as well, whoever may learn to parse it one day', () => {
  const token = csrfTokenOf('secret');
  const sign = (type: string | undefined) =>
    signOfForgery(
      {
        method: 'POST',
        headers: {
          origin: 'https://x.example',
          'x-csrf-token': token,
          ...(type === undefined ? {} : { 'content-type': type }),
        },
      },
      token,
      new Site('https://x.example'),
    );
  for (const type of [undefined, 'application/json', 'application/json;charset=utf-8', 'APPLICATION/JSON ; a=b']) {
    expect([type, sign(type)]).toEqual([type, null]);
  }
  for (const type of ['', 'text/plain', 'text/plain;application/json', 'application/jsonp', 'multipart/form-data']) {
    expect([type, sign(type)]).toEqual([type, 'content_type']);
  }
});

test('where pages come over TLS, its origin and its cookie are the only ones', async () => {
  await withApi({ environment: { PUBLIC_ORIGIN: 'https://bulkgate.example' } }, async ({ url, dataSource }) => {
    const host = 'bulkgate.example';
    const { cookie, token } = await logIn(url, { more: { host } });
    const before = await fingerprint(dataSource);
    const close = (headers: Record<string, string>) =>
      rawRequest(url, {
        ...{ method: 'DELETE', path: '/api/v1/session' },
        headers: { host, cookie, 'x-csrf-token': token, ...headers },
      });
    for (const origin of [
      ...['http://bulkgate.example', 'https://bulkgate.example:443', 'https://bulkgate.example:8443'],
      ...['https://www.bulkgate.example', 'https://bulkgate.example.', 'https://bulkgate.example.evil.example'],
      ...['https://evilbulkgate.example', 'https://xn--bulkgte-2fg.example', 'https://bulkgate.example@evil.example'],
      ...['https://BulkGate.example', url, 'null'],
    ]) {
      expect([origin, (await close({ origin })).body.check]).toEqual([origin, 'origin']);
    }
    // What it was called by does not make it the origin.
    const called = await close({
      origin: 'https://evil.example',
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
    });
    expect(called.body.check).toBe('origin');
    const plain = cookie.replace('__Host-', '');
    const tossed = await close({ origin: 'https://bulkgate.example', cookie: plain });
    expect([tossed.status, tossed.body.code]).toEqual([401, 'unauthenticated']);
    expect(await fingerprint(dataSource)).toEqual(before);
    const beside = await close({ origin: 'https://bulkgate.example', cookie: `${plain}; ${cookie}` });
    expect([beside.status, beside.headers.getSetCookie()[0]]).toEqual([
      204,
      expect.stringMatching(/^__Host-.*Max-Age=0.*; Secure$/),
    ]);
  });
});
