import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestApi, withApi } from '../support/api.js';
import { type LoggedIn, logIn } from '../support/browser-session.js';
import { pathWith, routes } from '../support/contract.js';
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
  readonly victim: LoggedIn;
  /** Of the same person in another browser, of the same browser before it logged in again, and of another business. */
  readonly elsewhere: LoggedIn;
  readonly before: LoggedIn;
  readonly stranger: LoggedIn;
  readonly jobId: string;
}

/** One header of each kind, and headers that come twice; all of them: test/api/forgery-check.refuses. */
function headers({ ours }: Scene): Record<string, Forgery> {
  // A referrer that is right does not make up for the origin.
  const fromOrigin = (origin: string | readonly string[]): Forgery => ({
    headers: { origin, referer: `${ours}/console` },
    answer: refusedFor('origin'),
  });
  return {
    'an origin of another site': fromOrigin('https://evil.example'),
    'an origin of a sandboxed frame, a file or a redirect': fromOrigin('null'),
    'an empty origin': fromOrigin(''),
    'an origin in digits of another script': fromOrigin(ours.replace('127', '\u00b9\u00b27')),
    'an origin sent twice, ours first': fromOrigin([ours, 'https://evil.example']),
    'an origin sent twice, ours last': fromOrigin(['https://evil.example', ours]),
    'neither an origin nor a referrer': { headers: { origin: null, referer: null }, answer: refusedFor('referer') },
    'a referrer of another site': {
      headers: { origin: null, referer: `https://evil.example/?${ours}/` },
      answer: refusedFor('referer'),
    },
    'Sec-Fetch-Site: same-site': { headers: { 'sec-fetch-site': 'same-site' }, answer: refusedFor('fetch_site') },
    'Sec-Fetch-Site, empty': { headers: { 'sec-fetch-site': '' }, answer: refusedFor('fetch_site') },
    'Sec-Fetch-Site sent twice': {
      headers: { 'sec-fetch-site': ['same-origin', 'cross-site'] },
      answer: refusedFor('fetch_site'),
    },
  };
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
    'JSON without a type': sent(null, NO_JSON),
    'JSON with two types': sent('application/json, text/plain', NO_JSON),
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
    'the token of the same person in another browser': elsewhere.token,
    'the token from before the last login': before.token,
    'the token of another business': stranger.token,
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
    'the name for secure pages, on a page that is none': `__Host-${victim.cookie}`,
    "the session's id with the secret of another": `${name}=${business}.${id}.${strangersSecret}`,
    'another business with the own id and secret': `${name}=2.${id}.${secret}`,
    "another business's id with the own secret": `${name}=2.${strangersId}.${secret}`,
    "another business's id in the own business": `${name}=${business}.${strangersId}.${strangersSecret}`,
    'an empty cookie': `${name}=`,
    'a business in SQL': `${name}=1 OR true.${id}.${secret}`,
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
function everyRoute({ jobId }: Scene): Record<string, Forgery> {
  const changing = routes.filter(({ method, name }) => method !== 'GET' && name !== 'POST /api/v1/session');
  return Object.fromEntries(
    changing.flatMap(({ name, method, path, doc }): [string, Forgery][] => {
      const [example] = Object.values(doc.requestBody?.content['application/json']?.examples ?? {});
      const body = example === undefined ? '' : JSON.stringify(example.value);
      const type = { 'content-type': body === '' ? null : 'application/json' };
      const of = (changes: Headers, check: string): Forgery => ({
        ...{ method, path: pathWith(path, jobId), body },
        ...{ headers: { ...type, ...changes }, answer: refusedFor(check) },
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
        resolve({ api, ours: api.url, victim, elsewhere, before, stranger, jobId: job.id });
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

  test.each(Object.entries({ headers, mediaTypes, tokens, cookies, methods, everyRoute }))(
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

test('where pages come over TLS, its origin and its cookie are the only ones', () =>
  withApi({ environment: { PUBLIC_ORIGIN: 'https://bulkgate.example' } }, async ({ url, dataSource }) => {
    const host = 'bulkgate.example';
    const { cookie, token } = await logIn(url, { more: { host } });
    const before = await fingerprint(dataSource);
    const close = (headers: Record<string, string>) =>
      rawRequest(url, {
        ...{ method: 'DELETE', path: '/api/v1/session' },
        headers: { host, cookie, 'x-csrf-token': token, ...headers },
      });
    for (const origin of ['http://bulkgate.example', 'https://evilbulkgate.example', url]) {
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
  }));
