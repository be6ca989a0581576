import { truncate } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { type ApiProcess } from '../../support/api-process.js';
import { testToken } from '../../support/test-token.js';
import { withCleanups } from '../../support/cleanups.js';
import { eventually } from '../../support/eventually.js';
import { atLength } from '../../support/length.js';
import { ConnectionCut, HttpSocket } from '../../support/http-socket.js';
import { statementBlocked, whileLocked } from '../../support/locks.js';
import { share } from '../../support/share.js';
import { openFiles, type OpenFiles, storeRecording, type StoredRecording } from '../../support/stored-recording.js';
import { type System, withSystem } from '../../support/system.js';

const MB = 1_048_576;
/** Far more than what the sockets of both sides take in: whoever stops reading holds the rest up. */
const LARGE = '/ok/long.wav?bytes=33554432';
const GONE = atLength({ short: 200, long: 500 });
const AT_ONCE = 50;
const SLOW = 50;
/** What is in nobody's hands: of each that stalls, what was read ahead and what waits for the socket. */
const MAX_BYTES_OF_SLOW_ONE = 0.75 * MB;
const MAX_KEPT_BYTES = 10 * MB;

interface Scene {
  readonly system: System;
  readonly api: ApiProcess;
  readonly recording: StoredRecording;
  /** On a connection of its own: a GET of the whole recording, by this person. */
  readonly ask: (subject?: string) => Promise<HttpSocket>;
  readonly held: () => Promise<OpenFiles>;
  /** Waits until no recording is open any more. */
  readonly allClosed: () => Promise<void>;
  /** A player that is served: a part, right byte for byte. */
  readonly playsWell: () => Promise<void>;
}

const onShared = share<Pick<Scene, 'system' | 'api'>>((use) =>
  withSystem({ policies: {} }, async (system) => use({ system, api: await system.startApi() })),
);

/** One API for all tests, and a recording of the test's own. */
function withScene(use: (scene: Scene) => Promise<void>): Promise<void> {
  return onShared(({ system, api }) =>
    withCleanups(async ({ defer }) => {
      const recording = await storeRecording(system, LARGE);
      const good = await testToken(1, 'viewer', 'a-good-one');
      const held = (): Promise<OpenFiles> => openFiles(api.pid, system.environment.RECORDINGS_FOLDER!);
      await use({
        ...{ system, api, recording, held },
        async ask(subject = 'somebody') {
          const socket = await HttpSocket.connect(api.url);
          defer(() => Promise.resolve(socket.destroy()));
          socket.send(`GET ${recording.url}`, [`Authorization: Bearer ${await testToken(1, 'viewer', subject)}`]);
          return socket;
        },
        allClosed: () => eventually(async () => (await held()).recordings.length === 0).then(() => undefined),
        async playsWell() {
          const headers = { authorization: `Bearer ${good}`, range: 'bytes=20000000-20065535' };
          const answer = await fetch(`${api.url}${recording.url}`, { headers });
          expect(answer.status).toBe(206);
          const part = Buffer.from(await answer.arrayBuffer());
          expect(part.equals(recording.bytes.subarray(20_000_000, 20_065_536))).toBe(true);
        },
      });
    }),
  );
}

async function kept(api: ApiProcess): Promise<number> {
  const { heapUsed, external } = await api.memoryKept();
  return heapUsed + external; // what buffers hold is part of `external`
}

test(`${GONE} clients that leave after the first bytes, and ${SLOW} that stall, leave no file, socket or memory behind; a good player is served meanwhile`, async () => {
  await withScene(async ({ api, recording, ask, held, allClosed, playsWell }) => {
    const leave = async (count: number): Promise<void> => {
      const sockets = await Promise.all(Array.from({ length: count }, () => ask()));
      await Promise.all(sockets.map((socket) => socket.received(1_000).then(() => socket.destroy())));
    };
    await leave(AT_ONCE); // code is compiled, pools are filled
    await playsWell();
    await allClosed();
    const before = { ...(await held()), memory: await kept(api) };

    for (let gone = 0; gone < GONE; gone += AT_ONCE) await Promise.all([leave(AT_ONCE), playsWell()]);
    await allClosed();
    await eventually(async () => (await held()).sockets <= before.sockets + 1);
    const afterGone = await kept(api);

    const slow = await Promise.all(Array.from({ length: SLOW }, () => ask()));
    await Promise.all(slow.map((socket) => socket.stallAfter(1_000)));
    expect((await held()).recordings).toEqual(Array.from({ length: SLOW }, () => recording.file));
    await playsWell();
    const whileSlow = await kept(api);

    // One of them goes on, and has lost nothing; the others never do.
    const [patient, ...others] = slow;
    patient!.socket.resume();
    expect((await patient!.answer()).body.equals(recording.bytes)).toBe(true);
    for (const socket of others) socket.destroy();
    await allClosed();
    patient!.destroy();
    await eventually(async () => (await held()).sockets <= before.sockets + 1);
    const after = { ...(await held()), memory: await kept(api) };
    const inMB = [before.memory, afterGone, whileSlow, after.memory].map((bytes) => Math.round(bytes / MB));
    process.stderr.write(
      `kept, in MB: before, after those who left, while some stall, at the end: ${inMB.join(', ')}\n`,
    );
    expect(whileSlow - before.memory).toBeLessThan(SLOW * MAX_BYTES_OF_SLOW_ONE);
    expect(afterGone - before.memory).toBeLessThan(MAX_KEPT_BYTES);
    expect(after.memory - before.memory).toBeLessThan(MAX_KEPT_BYTES);
    expect(after.all).toBeLessThanOrEqual(before.all + 1);
  });
}, 120_000);

test('who leaves before the answer, while the call is looked up or between the opening and the first byte leaves no file open', async () => {
  await withScene(async ({ system, ask, held, allClosed, playsWell }) => {
    await playsWell();
    // Nothing of the answer is there yet.
    for (let round = 0; round < 50; round++) (await ask()).destroy();

    await whileLocked(system.database, 'LOCK TABLE calls IN ACCESS EXCLUSIVE MODE', async () => {
      const early = [await ask(), await ask()];
      await statementBlocked(system.dataSource, '', 2);
      for (const socket of early) socket.destroy();
    });
    await playsWell();
    await allClosed();

    // The file is open by the time that the entry in the audit log is to be written.
    await whileLocked(system.database, 'SELECT FROM audit_heads WHERE business_id = 1 FOR UPDATE', async () => {
      const late = await Promise.all(['one', 'two', 'three'].map((subject) => ask(subject)));
      await eventually(async () => (await held()).recordings.length === 3);
      for (const socket of late) socket.destroy();
    });
    await allClosed();
    await playsWell();
  });
}, 60_000);

test('requests behind the first on one connection wait for it, and no file stays open when it goes', async () => {
  await withScene(async ({ recording, ask, held, allClosed, playsWell }) => {
    const socket = await ask();
    const token = `Authorization: Bearer ${await testToken(1)}`;
    for (let behind = 0; behind < 5; behind++) socket.send(`GET ${recording.url}`, [token]);
    await socket.stallAfter(1_000);
    expect((await held()).recordings).toHaveLength(1);
    socket.destroy();
    await allClosed();
    await playsWell();
  });
}, 60_000);

test('with the audit log away nobody hears anything, and no file stays open', async () => {
  await withScene(async ({ system, ask, held, playsWell }) => {
    await playsWell();
    await whileLocked(system.database, 'SELECT FROM audit_heads WHERE business_id = 1 FOR UPDATE', async () => {
      const answer = await (await ask('newcomer')).answer();
      expect([answer.status, (JSON.parse(answer.body.toString()) as { code: string }).code]).toEqual([
        ...[503, 'audit_unavailable'],
      ]);
      expect((await held()).recordings).toEqual([]);
      // Who has an entry goes on.
      await playsWell();
    });
  });
}, 60_000);

test('a file that is cut while it is played ends the connection: never a complete answer, nor one that another follows', async () => {
  await withScene(async ({ recording, ask, allClosed }) => {
    const socket = await ask();
    socket.send(`GET /health/live`);
    await socket.stallAfter(1_000);
    await truncate(recording.file, recording.bytes.length / 2);
    socket.socket.resume();
    const cut = await socket.answer().then(
      () => null,
      (error: unknown) => error,
    );
    expect(cut).toBeInstanceOf(ConnectionCut);
    expect(socket.bytesReceived).toBeLessThan(recording.bytes.length);
    await allClosed();
  });
}, 60_000);
