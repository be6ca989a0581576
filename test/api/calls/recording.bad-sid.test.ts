import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test as testApart } from '@jest/globals';
import { shareApi } from '../../support/shared-api.js';
import { type TestApi, withApi } from '../../support/api.js';
import { testToken } from '../../support/test-token.js';
import { HttpSocket, type SocketAnswer } from '../../support/http-socket.js';
import { storeRecording } from '../../support/stored-recording.js';

const test = shareApi();

const SECRET = 'planted outside of the storage, for nobody to hear';

/** As they stand in the path. Each is one segment of it: decoded it may be anything. */
const BAD_SIDS: Readonly<Record<string, string>> = {
  'two dots': '%2e%2e',
  'a dot': '%2e',
  'a way up': '..%2f..%2foutside',
  'a way up, every sign of it encoded': '%2e%2e%2f%2e%2e%2foutside',
  'a way up, encoded twice': '%252e%252e%252foutside',
  'a way up, encoded three times': '%25252e%25252e%25252foutside',
  'a way up with backslashes': '..%5c..%5coutside',
  'real backslashes': '..\\..\\outside',
  'a root': '%2fetc%2fpasswd',
  'a NUL': 'CA1%00',
  'a NUL before an ending': 'CA1%00.wav',
  'CR and LF': 'CA1%0d%0aX-Injected:%20yes',
  'CR, LF and a body': 'CA1%0d%0a%0d%0a<html>',
  'LF alone': 'CA1%0aSet-Cookie:%20a=b',
  quotes: 'CA1%22;%20filename=%22x.html',
  'a single quote': "CA1'%20OR%20'1'='1",
  'a name for the header': "CA1%22%3b%20filename*=UTF-8''x.exe",
  'another script': 'C%D0%90123',
  'fullwidth dots': '%EF%BC%8E%EF%BC%8E%2Foutside',
  'an emoji': '%F0%9F%93%9E',
  'right to left': 'CA%E2%80%AE123',
  'a line separator': 'CA1%E2%80%A8x',
  'a space': 'CA%201',
  'a tab': 'CA1%09',
  'a colon': '1:CA1',
  'a star': '*',
  'a dot within': 'CA1.wav',
  'a percent sign': 'CA1%25',
  'a semicolon': 'CA1;x=1',
  '65 signs': 'C'.repeat(65),
  '10 kB': 'C'.repeat(10_000),
  '3 kB, encoded': '%43'.repeat(3_000) + '%2e',
};

/** No segment, or more than one, or none that can be decoded: no route has such a path. */
const NO_SUCH_PATHS: readonly [path: string, status: number, code: string][] = [
  ['/api/v1/calls/../../outside/recording', 404, 'not_found'],
  ['/api/v1/calls/../calls/recording', 404, 'not_found'],
  ['/api/v1/calls/a/b/recording', 404, 'not_found'],
  ['/api/v1/calls//etc/passwd/recording', 404, 'not_found'],
  ['/api/v1/calls/%2e%2e/%2e%2e/recording', 404, 'not_found'],
  ['/api/v1/calls//recording', 404, 'not_found'],
  ['/api/v1/calls/recording', 404, 'not_found'],
  ['/api/v1/calls/CA1/recording/', 404, 'not_found'],
  ['/api/v1/calls/%zz/recording', 400, 'malformed_request'],
  ['/api/v1/calls/%ff/recording', 400, 'malformed_request'],
  ['/api/v1/calls/..%c0%afoutside/recording', 400, 'malformed_request'], // an overlong slash
  [`/api/v1/calls/${'C'.repeat(13_000)}/recording`, 414, 'uri_too_long'],
];

/** Whatever a click may leave behind. */
async function traces({ dataSource, redis, client }: TestApi): Promise<object> {
  const workflows: string[] = [];
  for await (const { workflowId } of client.workflow.list()) workflows.push(workflowId);
  const [rows] = await dataSource.query<object[]>(
    `SELECT (SELECT count(*)::int FROM recordings) AS recordings, (SELECT count(*)::int FROM calls) AS calls,
            (SELECT max(last_played_at) FROM recordings) AS played`,
  );
  return { ...rows, workflows, marks: await redis.keys('playback_dedup:*') };
}

/** An answer whose head is what it would be for any other request: nothing of the path has got into it. */
function expectIntact(name: string, { headers, head, body }: SocketAnswer): void {
  const known = ['content-length', 'content-type', 'x-request-id', 'date', 'connection', 'keep-alive'];
  const policies = /^(content-security-policy|cross-origin-|origin-agent|referrer|strict|x-|cache-control)/;
  const others = [...headers.keys()].filter((header) => !known.includes(header) && !policies.test(header));
  expect([name, others]).toEqual([name, []]);
  expect([name, headers.has('x-injected'), headers.has('set-cookie')]).toEqual([name, false, false]);
  expect([name, /[^\t\x20-\x7e\r\n]/.test(head), /(?<!\r)\n|\r(?!\n)/.test(head)]).toEqual([name, false, false]);
  expect([name, headers.get('content-type')]).toEqual([name, ['application/problem+json']]);
  expect([name, body.includes(SECRET)]).toEqual([name, false]);
}

testApart('what is no call sid is 400, by name, with its head intact, and starts nothing', async () => {
  await withApi({}, async (api) => {
    const outside = path.join(api.environment.RECORDINGS_FOLDER!, '..', 'outside');
    await writeFile(outside, SECRET);
    await storeRecording(api, '/ok/good.wav?seconds=1', { callSid: 'CA1' });
    const authorization = `Authorization: Bearer ${await testToken(1)}`;
    const before = await traces(api);
    const socket = await HttpSocket.connect(api.url);
    const ask = async (method: string, target: string): Promise<SocketAnswer> => {
      socket.send(`${method} ${target}`, [authorization]);
      return socket.answer({ hasBody: method === 'GET' });
    };
    for (const [name, sid] of Object.entries(BAD_SIDS)) {
      const target = `/api/v1/calls/${sid}/recording`;
      const answer = await ask('GET', target);
      const { code, errors } = JSON.parse(answer.body.toString()) as { code: string; errors: unknown };
      expect([name, answer.status, code, errors]).toEqual([
        ...[name, 400, 'invalid_request'],
        [{ field: 'call_sid', message: 'must be 1 to 64 letters, digits, _ and -' }],
      ]);
      expectIntact(name, answer);
      const head = await ask('HEAD', target);
      expect([name, head.status]).toEqual([name, 400]);
      expectIntact(name, head);
    }
    for (const [target, status, code] of NO_SUCH_PATHS) {
      const answer = await ask('GET', target);
      const told = JSON.parse(answer.body.toString()) as { code: string };
      expect([target.slice(0, 60), answer.status, told.code]).toEqual([target.slice(0, 60), status, code]);
      expectIntact(target.slice(0, 60), answer);
    }
    // Bytes that no request line may have end the connection, with an answer and nothing else.
    for (const raw of ['CA1\0', 'CA1 x', 'CA\x7f1']) {
      const other = await HttpSocket.connect(api.url);
      other.send(`GET /api/v1/calls/${raw}/recording`, [authorization]);
      expect([raw, (await other.answer()).status]).toEqual([raw, 400]);
      await other.closed();
    }
    expect(await traces(api)).toEqual(before);
    // The connection is as good as ever.
    expect((await ask('GET', '/api/v1/calls/CA1/recording')).status).toBe(200);
    socket.destroy();
  });
});

test('a link within the storage is not followed: not in the place of a file, of a call or of a business', async (api) => {
  const { dataSource } = api;
  const root = api.environment.RECORDINGS_FOLDER!;
  const outside = path.join(root, '..', `${path.basename(root)}-outside`);
  const planted = await storeRecording(api, '/ok/planted.wav?seconds=1', { businessId: 9, callSid: 'CAplanted' });
  const { sha256, bytes } = planted;
  await mkdir(path.join(outside, 'CAbusiness'), { recursive: true });
  for (const folder of [outside, path.join(outside, 'CAbusiness')]) {
    await writeFile(path.join(folder, sha256), bytes);
  }
  const rowFor = async (businessId: number, callSid: string): Promise<void> => {
    await dataSource.query(
      `INSERT INTO calls (business_id, call_sid, recording_url) VALUES ($1, $2, 'http://provider.example/x.wav')`,
      [businessId, callSid],
    );
    await dataSource.query(
      `INSERT INTO recordings (business_id, call_sid, status, bytes, content_type, sha256, fetched_at)
         VALUES ($1, $2, 'stored', $3, 'audio/wav', $4, now())`,
      [businessId, callSid, bytes.length, sha256],
    );
  };
  await rowFor(1, 'CAfile');
  await mkdir(path.join(root, '1', 'CAfile'), { recursive: true });
  await symlink(path.join(outside, sha256), path.join(root, '1', 'CAfile', sha256));
  await rowFor(1, 'CAfolder');
  await symlink(outside, path.join(root, '1', 'CAfolder'));
  await rowFor(2, 'CAbusiness');
  await symlink(outside, path.join(root, '2'));
  // Even one that leads to another business's file of the same storage.
  await rowFor(1, 'CAother');
  await mkdir(path.join(root, '1', 'CAother'));
  await symlink(planted.file, path.join(root, '1', 'CAother', sha256));

  for (const [businessId, callSid] of [
    [1, 'CAfile'],
    [1, 'CAfolder'],
    [2, 'CAbusiness'],
    [1, 'CAother'],
  ] as const) {
    const token = await testToken(businessId);
    for (const method of ['GET', 'HEAD']) {
      const answer = await api.ask(`/api/v1/calls/${callSid}/recording`, { method, token });
      // Not there, or a storage that is not as it should be: in no case audio.
      expect([callSid, method, [202, 503].includes(answer.status)]).toEqual([callSid, method, true]);
      expect(answer.text).not.toContain('RIFF');
    }
  }
  expect((await api.ask(planted.url, { token: await testToken(9) })).status).toBe(200);
});
