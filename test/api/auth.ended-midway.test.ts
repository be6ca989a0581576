import { setTimeout as delay } from 'node:timers/promises';
import { expect, test as testApart } from '@jest/globals';
import { query } from '../../src/db/transaction.js';
import { makeKey, inDays } from '../support/api-keys.js';
import { shareApi } from '../support/shared-api.js';
import { NO_TRACES, type TestApi, withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { openSession } from '../support/browser-session.js';
import { statementBlocked, whileLocked } from '../support/locks.js';
import { eventually } from '../support/eventually.js';
import { HttpSocket } from '../support/http-socket.js';
import { type RawAnswer, rawRequest, sendHalf } from '../support/raw-request.js';
import { storeRecording } from '../support/stored-recording.js';

const test = shareApi();

type Headers = Readonly<Record<string, string>>;

const JOBS = '/api/v1/jobs';
const ALL_EVENTS = `${JOBS}/events`;
/** Three quarters of it are more than what is staged at once, so that its first rows tell that it is being read. */
const LARGE_START = JSON.stringify({
  type: 'delete_leads_bulk',
  selection: { ids: Array.from({ length: 20_000 }, (_, index) => index + 1) },
});
const START_ALL = { type: 'delete_leads_bulk', selection: { all: true } };

const JSON_BODY = { 'content-type': 'application/json' };
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });

/** A token that is good for this long from now on, to the millisecond. */
function tokenFor(seconds: number): Promise<string> {
  return testToken(1, 'admin', 'short-lived', { expires: Date.now() / 1_000 + seconds });
}

async function revoke({ ask }: TestApi, id: string): Promise<void> {
  const { status } = await ask(`/api/v1/keys/${id}`, { method: 'DELETE', token: await testToken(1, 'admin') });
  expect(status).toBe(200);
}

function problemOf({ status, body }: RawAnswer): [number, string] {
  return [status, body.detail as string];
}

/** What the audit log has, oldest first: `action result reason`. */
async function entries({ dataSource }: TestApi, ...actions: string[]): Promise<string[]> {
  const rows = await query<{ text: string }>(
    dataSource,
    `SELECT concat_ws(' ', action, result, reason) AS text FROM audit_log WHERE action = ANY($1) ORDER BY seq`,
    [actions],
  );
  return rows.map(({ text }) => text);
}

testApart('a start whose credential ends while its body is on its way is refused and leaves nothing behind', () =>
  withApi({ environment: { JWT_CLOCK_TOLERANCE_SECONDS: '0' } }, async (api) => {
    const { url, traces } = api;
    const admin = await testToken(1, 'admin');
    const one = await makeKey(api);
    const two = await makeKey(api);
    const browser = await openSession(url, admin);
    const ofKey = await openSession(url, two.key);
    const logOut = () => rawRequest(url, { method: 'DELETE', path: '/api/v1/session', headers: browser });
    const cases: [string, () => Headers | Promise<Headers>, () => Promise<unknown>][] = [
      ['The API key was revoked.', () => bearer(one.key), () => revoke(api, one.id)],
      ['The API key was revoked.', () => ofKey, () => revoke(api, two.id)],
      ['The session has ended.', () => browser, logOut],
      ['The token has expired.', async () => bearer(await tokenFor(10)), () => delay(10_050)],
    ];
    for (const [detail, headers, end] of cases) {
      const sent = sendHalf(url, {
        method: 'POST',
        path: JOBS,
        headers: { ...JSON_BODY, ...(await headers()) },
        body: LARGE_START,
      });
      await eventually(async () => (await traces()).stagedIds > 0);
      await end();
      expect(problemOf(await sent.finish())).toEqual([401, `${detail} Nothing was changed.`]);
      expect(await traces()).toEqual(NO_TRACES);
    }
    // Written down as what it was, after the revocation.
    expect((await entries(api, 'key.revoke', 'operation.start')).slice(0, 2)).toEqual([
      'key.revoke done',
      'operation.start refused unauthenticated',
    ]);
  }),
);

test('every other write that reads a body looks again as well, and a repeated start shows its job no more', async (api) => {
  const { ask, url, dataSource } = api;
  const admin = await testToken(1, 'admin');
  const { body: job } = await ask<{ id: string }>(JOBS, {
    token: admin,
    headers: { 'idempotency-key': 'once' },
    body: START_ALL,
  });
  const victim = await makeKey(api);
  const padded = (body: object): string => `${JSON.stringify(body)}${' '.repeat(100)}`;
  const newKey = { name: 'n', role: 'viewer', expiresAt: inDays(0.01) };
  const writes: [string, string, Headers?][] = [
    [`PATCH ${JOBS}/${job.id}`, padded({ batchSize: 7 })],
    [`POST ${JOBS}/${job.id}/pause`, padded({})],
    [`POST ${JOBS}/${job.id}/resume`, padded({})],
    [`POST ${JOBS}/${job.id}/cancel`, padded({})],
    ['POST /api/v1/keys', padded(newKey)],
    [`DELETE /api/v1/keys/${victim.id}`, padded({})],
    ['POST /api/v1/session', padded({})],
    [`POST ${JOBS}`, JSON.stringify(START_ALL), { 'idempotency-key': 'once' }],
  ];
  const before = async (): Promise<unknown> =>
    query(
      dataSource,
      `SELECT (SELECT count(*)::int FROM api_keys WHERE revoked_at IS NULL) AS keys,
                (SELECT count(*)::int FROM sessions) AS sessions, control_seq AS seq, cancel_requested_at AS cancel FROM jobs`,
    );
  const unchanged = await before();
  for (const [line, body, more = {}] of writes) {
    const { id, key } = await makeKey(api, { role: 'admin' });
    const [method = '', path = ''] = line.split(' ');
    const sent = sendHalf(url, { method, path, headers: { ...JSON_BODY, ...bearer(key), ...more }, body });
    // Its use is noted once it has been let in.
    await eventually(async () => {
      const noted = 'SELECT 1 FROM api_keys WHERE id = $1 AND last_used_at IS NOT NULL';
      return (await query(dataSource, noted, [id])).length > 0;
    });
    await revoke(api, id);
    const answer = problemOf(await sent.finish());
    expect([line, ...answer]).toEqual([line, 401, 'The API key was revoked. Nothing was changed.']);
    expect(await before()).toEqual(unchanged);
  }
  // And a key may still revoke itself.
  const own = await makeKey(api, { role: 'admin' });
  expect((await ask(`/api/v1/keys/${own.id}`, { method: 'DELETE', token: own.key })).status).toBe(200);
});

test('a revocation waits for the start that is being accepted, and stands behind it in the log', async (api) => {
  const { ask, dataSource } = api;
  const { id, key } = await makeKey(api);
  // The start stops before its last step, with everything else done.
  await whileLocked(api.database, 'SELECT FROM audit_heads FOR UPDATE', async (lock) => {
    const started = ask(JOBS, { token: key, body: START_ALL });
    await statementBlocked(dataSource, 'append_audit');
    const revoked = revoke(api, id);
    await statementBlocked(dataSource, 'FROM api_keys%FOR UPDATE');
    await lock.letGo();
    expect((await started).status).toBe(202);
    await revoked;
  });
  expect(await entries(api, 'operation.start', 'key.revoke')).toEqual(['operation.start done', 'key.revoke done']);
});

test('a start that waits for something else inside its acceptance notices that its key was revoked meanwhile', async (api) => {
  const { ask, dataSource, traces } = api;
  const { id, key } = await makeKey(api);
  await whileLocked(api.database, 'LOCK TABLE jobs IN SHARE MODE', async (lock) => {
    const started = ask(JOBS, { token: key, body: START_ALL });
    await statementBlocked(dataSource, 'INSERT INTO jobs');
    await revoke(api, id);
    await lock.letGo();
    expect((await started).status).toBe(401);
  });
  expect(await traces()).toEqual(NO_TRACES);
});

testApart('open streams end with their credential, and with no other', async () => {
  await withApi({}, async (api) => {
    const { ask, url } = api;
    const { body: job } = await ask<{ id: string }>(JOBS, { body: START_ALL });
    // More than the sockets of both sides take in.
    const recording = await storeRecording(api, '/ok/long.wav?bytes=33554432');
    const [one, two, other] = [await makeKey(api), await makeKey(api), await makeKey(api)];
    const browser = await openSession(url, await testToken(1, 'viewer'));
    const ofKey = await openSession(url, two.key);
    const open = async (path: string, headers: Headers): Promise<HttpSocket> => {
      const socket = await HttpSocket.connect(url);
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      socket.send(`GET ${path}`, lines);
      await socket.received(100);
      return socket;
    };
    // Nobody reads the recording. At once: while the other streams are opened it would come as a whole, and a connection
    // whose answer has ended stays open.
    const stalled = async (headers: Headers): Promise<HttpSocket> => {
      const socket = await open(recording.url, headers);
      socket.socket.pause();
      return socket;
    };
    const events = `${JOBS}/${job.id}/events`;
    const ending = [
      await open(events, bearer(one.key)),
      await open(events, browser),
      await open(events, ofKey),
      await stalled(bearer(one.key)),
      await stalled(browser),
      await open(events, bearer(await tokenFor(1))),
      await open(ALL_EVENTS, bearer(one.key)),
      await open(ALL_EVENTS, browser),
      await open(ALL_EVENTS, bearer(await tokenFor(1))),
    ];
    const staying = [
      await open(events, bearer(other.key)),
      await stalled(bearer(other.key)),
      await open(ALL_EVENTS, bearer(other.key)),
    ];
    await revoke(api, one.id);
    await revoke(api, two.id);
    await rawRequest(url, { method: 'DELETE', path: '/api/v1/session', headers: browser });
    for (const socket of ending) {
      if (socket.socket.isPaused()) socket.socket.resume();
      await socket.closed();
    }
    expect(ending[3]!.bytesReceived).toBeLessThan(recording.bytes.length);
    expect(staying.map(({ isOver }) => isOver)).toEqual([false, false, false]);
    for (const socket of staying) socket.destroy();
  });
});
