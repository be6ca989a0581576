import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { expect, test } from '@jest/globals';
import { createRecordingStorage } from '../../../src/recordings/storage/create-recording-storage.js';
import type { RecordingStorage } from '../../../src/recordings/storage/recording-storage.js';
import { withCleanups } from '../../support/cleanups.js';
import { eventually } from '../../support/eventually.js';
import { keepRecording, makeRecording, type MadeRecording } from './made-recording.js';

/** A connection whose client takes a piece when the test says so. What it gets is what a piece holds at that moment. */
class SlowConnection extends Duplex {
  readonly #received: Buffer[] = [];
  #waiting: { readonly piece: Buffer; readonly taken: () => void } | null = null;

  override _write(piece: Buffer, _encoding: string, taken: () => void): void {
    this.#waiting = { piece, taken };
  }

  override _read(): void {
    // The client says nothing more.
  }

  get isPieceWaiting(): boolean {
    return this.#waiting !== null;
  }

  receive(): void {
    const { piece, taken } = this.#waiting!;
    this.#waiting = null;
    this.#received.push(Buffer.from(piece));
    taken();
  }

  get body(): Buffer {
    const all = Buffer.concat(this.#received);
    return all.subarray(all.indexOf('\r\n\r\n') + 4);
  }
}

/** An answer with a recording as its body, on a slow connection. */
async function answerWith(storage: RecordingStorage, { key, content }: MadeRecording): Promise<SlowConnection> {
  const connection = new SlowConnection();
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.assignSocket(connection as unknown as Socket);
  response.setHeader('content-length', content.length);
  const stream = (await storage.open(key, content.length))!;
  // As Fastify does.
  connection.once('close', () => stream.destroy());
  stream.pipe(response);
  await eventually(() => connection.isPieceWaiting);
  return connection;
}

async function takeAll(connection: SlowConnection, bytes: number): Promise<void> {
  await eventually(() => {
    if (connection.isPieceWaiting) connection.receive();
    return connection.body.length >= bytes;
  });
}

function withFolder(use: (storage: RecordingStorage) => Promise<void>): Promise<void> {
  return withCleanups(async ({ opened }) => {
    const making = mkdtemp(path.join(await realpath(os.tmpdir()), 'recordings-'));
    const folder = await opened(making, (made) => rm(made, { recursive: true }));
    await use(await createRecordingStorage({ kind: 'folder', folder }, 'write'));
  });
}

test.each([100_000, 300_000])(
  'the piece of %d bytes that a slow client has not taken yet is never overwritten by another recording',
  (bytes) =>
    withFolder(async (storage) => {
      const slow = makeRecording(bytes);
      const others = Array.from({ length: 4 }, () => makeRecording(bytes));
      for (const made of [slow, ...others]) await keepRecording(storage, made);

      const waiting = await answerWith(storage, slow);
      // Each of the pieces of the slow one waits while all of another are taken.
      for (const other of others) {
        const connection = await answerWith(storage, other);
        await takeAll(connection, bytes);
        expect(connection.body.equals(other.content)).toBe(true);
        if (waiting.isPieceWaiting) waiting.receive();
        await eventually(() => waiting.isPieceWaiting || waiting.body.length >= bytes);
      }
      await takeAll(waiting, bytes);
      expect(waiting.body.equals(slow.content)).toBe(true);
    }),
);

test('what a client has not taken when its connection breaks is never overwritten either', () =>
  withFolder(async (storage) => {
    const [broken, next] = [makeRecording(300_000), makeRecording(300_000)];
    for (const made of [broken, next]) await keepRecording(storage, made);
    const waiting = await answerWith(storage, broken);
    waiting.receive(); // the head
    await eventually(() => waiting.isPieceWaiting);
    waiting.destroy();
    const connection = await answerWith(storage, next);
    await takeAll(connection, 300_000);
    expect(connection.body.equals(next.content)).toBe(true);
    waiting.receive();
    expect(broken.content.indexOf(waiting.body)).toBe(0);
  }));
