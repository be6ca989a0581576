import { createHash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import type { ApiProcess } from '../../support/api-process.js';
import { testToken } from '../../support/test-token.js';
import { HttpSocket, type SocketAnswer } from '../../support/http-socket.js';
import { audioAt } from '../../support/recording-provider.js';
import { type RecordingsSystem, withRecordings } from '../../support/recordings.js';
import { share } from '../../support/share.js';
import { type StoredRecording, storeRecording } from '../../support/stored-recording.js';

const SID = 'CA0000000000000000000000000000000a';
const PATH = '/ok/one.wav?bytes=500000';
const AUDIO = audioAt(PATH);
const BYTES = AUDIO.length;
const ETAG = `"${createHash('sha256').update(AUDIO).digest('hex')}"`;

interface Scene {
  readonly system: RecordingsSystem;
  readonly api: ApiProcess;
  /** A connection that is kept. */
  readonly socket: HttpSocket;
  readonly authorization: string;
  /** Over that connection, as the bytes are. */
  readonly ask: (
    headers?: readonly string[],
    asked?: { method?: 'GET' | 'HEAD'; sid?: string },
  ) => Promise<SocketAnswer>;
}

/** One recording, really fetched from its provider. */
const onScene = share<Scene>((use) =>
  withRecordings({}, async (system, { opened }) => {
    await system.addCall(1, SID, PATH);
    const api = await system.startApi();
    const worker = await system.startRecordingWorker();
    expect((await system.untilAnswered(api, SID)).status).toBe(200);
    await worker.stop();
    const socket = await opened(HttpSocket.connect(api.url), (connected) => Promise.resolve(connected.destroy()));
    const authorization = `Authorization: Bearer ${await testToken(1)}`;
    await use({
      ...{ system, api, socket, authorization },
      ask(headers = [], { method = 'GET', sid = SID } = {}) {
        socket.send(`${method} /api/v1/calls/${sid}/recording`, [authorization, ...headers]);
        return socket.answer({ hasBody: method === 'GET' });
      },
    });
  }),
);

const one = (answer: SocketAnswer, name: string): string | undefined => {
  const values = answer.headers.get(name) ?? [];
  expect([name, values.length]).not.toEqual([name, 2]);
  return values[0];
};

/** What comes with audio, whole or in part. */
function expectAudioHeaders(answer: SocketAnswer): void {
  const names = ['etag', 'accept-ranges', 'content-type', 'content-disposition', 'x-content-type-options'];
  expect(Object.fromEntries([...names, 'cache-control'].map((name) => [name, one(answer, name)]))).toEqual({
    ...{ etag: ETAG, 'accept-ranges': 'bytes', 'content-type': 'audio/wav', 'x-content-type-options': 'nosniff' },
    ...{ 'content-disposition': `inline; filename="${SID}.wav"`, 'cache-control': 'private, no-cache' },
  });
  expect(answer.headers.has('transfer-encoding')).toBe(false);
}

function expectPart(answer: SocketAnswer, start: number, end: number): void {
  expect([answer.status, one(answer, 'content-range')]).toEqual([206, `bytes ${start}-${end}/${BYTES}`]);
  expect(one(answer, 'content-length')).toBe(String(end - start + 1));
  expect(answer.body.equals(AUDIO.subarray(start, end + 1))).toBe(true);
  expectAudioHeaders(answer);
}

function expectWhole(answer: SocketAnswer): void {
  expect([answer.status, one(answer, 'content-range')]).toEqual([200, undefined]);
  expect(one(answer, 'content-length')).toBe(String(BYTES));
  expect(answer.body.equals(AUDIO)).toBe(true);
  expectAudioHeaders(answer);
}

function expectUnchanged(answer: SocketAnswer, contentType?: string): void {
  expect([answer.status, answer.body.length, one(answer, 'etag')]).toEqual([304, 0, ETAG]);
  expect(one(answer, 'cache-control')).toBe('private, no-cache');
  // Nothing about a body that is not there (RFC 9110, 15.4.5): a cache would take it for what it has.
  for (const name of ['content-length', 'content-range']) expect(one(answer, name)).toBeUndefined();
  expect(one(answer, 'content-type')).toBe(contentType);
}

const HUGE = '9'.repeat(40);
/** As many as a request's head has room for. */
const MANY = `bytes=${Array.from({ length: 4_500 }, (_, n) => `${n % 10}-`).join(',')}`;

// One form of each kind; all of them: test/recordings/byte-range.table and preconditions.table.
describe('one recording of 500,000 bytes, asked for over one connection', () => {
  test.each<[range: string, start: number, end: number]>([
    ['bytes=0-0', 0, 0],
    ['bytes=131070-131074', 131_070, 131_074], // across what is read at once
    ['bytes=400000-', 400_000, 499_999],
    [`bytes=499990-${HUGE}`, 499_990, 499_999],
  ])('%s is a part of it', (range, start, end) =>
    onScene(async ({ ask }) => expectPart(await ask([`Range: ${range}`]), start, end)),
  );

  test.each(['', 'bytes=9-5', 'bytes=0-4,10-14'])('%j is the whole', (range) =>
    onScene(async ({ ask }) => expectWhole(await ask([`Range: ${range}`]))),
  );

  test.each(['bytes=500000-', 'bytes=-0'])('%s begins behind its end: 416, which tells its size', (range) =>
    onScene(async ({ ask }) => {
      const answer = await ask([`Range: ${range}`]);
      expect([answer.status, one(answer, 'content-range')]).toEqual([416, `bytes */${BYTES}`]);
      expect(one(answer, 'content-type')).toBe('application/problem+json');
      expect(one(answer, 'cache-control')).toBe('no-store');
      expect(JSON.parse(answer.body.toString())).toMatchObject({
        ...{ status: 416, code: 'range_not_satisfiable', type: '/problems/range-not-satisfiable' },
      });
    }),
  );

  test('thousands of ranges, in one header or in many, cost the whole file and not a byte more', () =>
    onScene(async ({ ask, socket }) => {
      const plain = socket.bytesReceived;
      expectWhole(await ask());
      const whole = socket.bytesReceived - plain;
      expect(MANY.length).toBeGreaterThan(13_000);
      for (const headers of [[`Range: ${MANY}`], Array.from({ length: 400 }, () => 'Range: bytes=0-')]) {
        const before = socket.bytesReceived;
        expectWhole(await ask(headers));
        expect(socket.bytesReceived - before).toBe(whole);
      }
    }));

  test('If-Range: a part for who has this version, the whole for anybody else', () =>
    onScene(async ({ ask }) => {
      const range = 'Range: bytes=10-19';
      expectPart(await ask([range, `If-Range: ${ETAG}`]), 10, 19);
      const others = ['"stale"', new Date().toUTCString()];
      for (const other of others) expectWhole(await ask([range, `If-Range: ${other}`]));
      // Without a range it says nothing; with one past the end the whole is sent as well.
      expectWhole(await ask([`If-Range: ${ETAG}`]));
      expectWhole(await ask(['Range: bytes=900000-', 'If-Range: "stale"']));
      expect((await ask(['Range: bytes=900000-', `If-Range: ${ETAG}`])).status).toBe(416);
    }));

  test('If-None-Match: who has this version gets 304 and no body, whatever range he asks for', () =>
    onScene(async ({ ask, socket }) => {
      const those = [ETAG, `"a",W/${ETAG},"b"`];
      for (const tags of those) expectUnchanged(await ask([`If-None-Match: ${tags}`]));
      expectUnchanged(await ask(['If-None-Match: "a"', `If-None-Match: ${ETAG}`]));
      expectUnchanged(await ask([`If-None-Match: ${ETAG}`, 'Range: bytes=0-9']));
      expectUnchanged(await ask([`If-None-Match: ${ETAG}`, 'Range: bytes=900000-']));
      expectUnchanged(await ask([`If-None-Match: ${ETAG}`, 'Range: bytes=0-9', `If-Range: ${ETAG}`]));
      expectUnchanged(await ask([`If-None-Match: ${ETAG}`], { method: 'HEAD' }), 'audio/wav');
      expectWhole(await ask(['If-None-Match: "stale"']));
      expectPart(await ask(['If-None-Match: "stale"', 'Range: bytes=0-9']), 0, 9);
      // There is no time that it was changed at: neither of these means anything (RFC 9110, 13.1.3 and 13.1.4).
      const date = new Date(Date.now() + 86_400_000).toUTCString();
      expectWhole(await ask([`If-Modified-Since: ${date}`]));
      expectWhole(await ask(['If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT']));
      expect(socket.isOver).toBe(false);
    }));

  test('If-Match: who insists on another version gets 412, before any other condition and whatever range he asks for', () =>
    onScene(async ({ ask, socket }) => {
      const expectRefused = (answer: SocketAnswer, hasBody = true): void => {
        expect([answer.status, one(answer, 'etag')]).toEqual([412, ETAG]);
        expect(one(answer, 'content-type')).toBe('application/problem+json');
        if (hasBody) expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'precondition_failed' });
      };
      for (const tags of ['"stale"', `W/${ETAG}`]) {
        expectRefused(await ask([`If-Match: ${tags}`]));
        expectRefused(await ask([`If-Match: ${tags}`], { method: 'HEAD' }), false);
      }
      expectRefused(await ask(['If-Match: "stale"', 'Range: bytes=0-9']));
      expectRefused(await ask(['If-Match: "stale"', 'Range: bytes=900000-']));
      expectRefused(await ask(['If-Match: "stale"', 'Range: bytes=0-9', `If-Range: ${ETAG}`]));
      expectRefused(await ask(['If-Match: "stale"', `If-None-Match: ${ETAG}`]));
      for (const tags of ['*', `"a", ${ETAG}`]) {
        expectWhole(await ask([`If-Match: ${tags}`]));
        expectPart(await ask([`If-Match: ${tags}`, 'Range: bytes=0-9']), 0, 9);
        expectUnchanged(await ask([`If-Match: ${tags}`, `If-None-Match: ${ETAG}`]));
        expect((await ask([`If-Match: ${tags}`], { method: 'HEAD' })).status).toBe(200);
      }
      expectWhole(await ask(['If-Match: "a"', `If-Match: ${ETAG}`]));
      expectWhole(await ask([`If-Match: ${ETAG}`, 'If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT']));
      expect(socket.isOver).toBe(false);
    }));

  test('HEAD says what GET would, without a body, whatever range it asks for; it opens nothing and counts as no play', () =>
    onScene(async ({ system, api, ask }) => {
      const whole = await ask();
      const { file, callSid } = await storeRecording(system, '/ok/headed.mp3?seconds=2');
      const played = async () => (await system.recordingRow(1, callSid))?.last_played_at;
      for (const headers of [[], ['Range: bytes=0-9'], ['Range: bytes=900000-'], ['Range: bytes=0-9', 'If-Range: x']]) {
        const head = await ask(headers, { method: 'HEAD' });
        expect([head.status, one(head, 'content-length')]).toEqual([200, String(BYTES)]);
        expectAudioHeaders(head);
        const without = ({ headers: all }: SocketAnswer): string[] =>
          [...all.keys()].filter((name) => !['date', 'x-request-id'].includes(name)).sort();
        expect(without(head)).toEqual(without(whole));
      }
      const other = await ask([], { method: 'HEAD', sid: callSid });
      expect([other.status, one(other, 'content-type')]).toEqual([200, 'audio/mpeg']);
      expect(await played()).toBeNull();
      expect((await ask([], { sid: callSid })).status).toBe(200);
      expect(await played()).toBeInstanceOf(Date);

      // What is not there is not there for HEAD either.
      const unknown = await ask([], { method: 'HEAD', sid: 'unknown' });
      expect([unknown.status, one(unknown, 'content-type')]).toEqual([404, 'application/problem+json']);
      await unlink(file);
      expect((await system.click(api, callSid, { method: 'HEAD' })).status).toBe(202);
    }));

  test('the tag is that of the content: other content has another, the same has the same', () =>
    onScene(async ({ system, ask }) => {
      const tagOf = async ({ callSid }: StoredRecording): Promise<string | undefined> =>
        one(await ask([], { sid: callSid }), 'etag');
      const first = await storeRecording(system, '/ok/tag.wav?bytes=1000');
      const same = await storeRecording(system, '/ok/tag.wav?bytes=1000');
      const other = await storeRecording(system, '/ok/gat.wav?bytes=1000');
      expect(await tagOf(first)).toBe(first.etag);
      expect(await tagOf(same)).toBe(first.etag);
      expect(await tagOf(other)).toBe(other.etag);
      expect(other.etag).not.toBe(first.etag);
      // Fetched again, and something else by now: who has the first is not told that he still has it.
      await system.dataSource.query('UPDATE recordings SET sha256 = $1 WHERE call_sid = $2', [
        ...[other.sha256, first.callSid],
      ]);
      const changed = await ask([`If-None-Match: ${first.etag}`], { sid: first.callSid });
      expect(changed.status).not.toBe(304);
    }));

  test('requests sent one behind the other on one connection are answered in their order, each as long as it says', () =>
    onScene(async ({ socket, authorization }) => {
      const url = `/api/v1/calls/${SID}/recording`;
      socket.send(`GET ${url}`, [authorization, 'Range: bytes=0-99999']);
      socket.send(`HEAD ${url}`, [authorization]);
      socket.send(`GET ${url}`, [authorization, `If-None-Match: ${ETAG}`]);
      socket.send(`GET ${url}`, [authorization, 'Range: bytes=900000-']);
      socket.send(`GET ${url}`, [authorization, 'Range: bytes=-100000']);
      expectPart(await socket.answer(), 0, 99_999);
      expect((await socket.answer({ hasBody: false })).status).toBe(200);
      expectUnchanged(await socket.answer());
      expect((await socket.answer()).status).toBe(416);
      expectPart(await socket.answer(), 400_000, 499_999);
      expect(socket.isOver).toBe(false);
    }));
});
