import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse, type RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { RecordingStorage } from '../../../src/recordings/storage/recording-storage.js';
import { S3Storage, type S3Timeouts } from '../../../src/recordings/storage/s3-storage.js';
import { storagePath } from '../../../src/recordings/storage/storage-key.js';
import '../../support/aws-credentials.js';
import { withCleanups } from '../../support/cleanups.js';
import { eventually } from '../../support/eventually.js';
import { keepRecording, makeRecording, putTemporary } from './made-recording.js';
import { withHttpServer } from '../../support/tcp-server.js';

interface Faulty {
  readonly storage: RecordingStorage;
  /** Method and path of all that was asked, in order. */
  readonly asked: string[];
  readonly connections: () => number;
}

/** A server that speaks as much S3 as a test makes it. */
function withFaultyServer(
  answer: (request: IncomingMessage, response: ServerResponse, nth: number) => void,
  { endpoint, ...timeouts }: Partial<S3Timeouts> & { readonly endpoint?: string },
  use: (faulty: Faulty) => Promise<void>,
): Promise<void> {
  return withCleanups(async ({ opened }) => {
    const asked: string[] = [];
    const listener: RequestListener = (request, response) => {
      asked.push(`${request.method} ${request.url?.split('?')[0]}`);
      request.resume();
      const nth = asked.length;
      if (request.method === 'PUT') request.on('end', () => answer(request, response, nth));
      else answer(request, response, nth);
    };
    const temporaryFolder = await opened(mkdtemp(path.join(os.tmpdir(), 's3-')), (made) =>
      rm(made, { recursive: true }),
    );
    await withHttpServer(listener, async (own, { sockets }) => {
      const storage = new S3Storage(
        { bucket: 'calls', endpoint: endpoint ?? own, region: 'us-east-1' },
        temporaryFolder,
        { connectMs: 3_000, answerMs: 10_000, uploadMs: 300_000, idleMs: 30_000, ...timeouts },
      );
      try {
        await use({ storage, asked, connections: () => sockets.size });
      } finally {
        await storage.close();
      }
    });
  });
}

test('a file is sent in one request, with its length, type and checksum', async () => {
  let headers: IncomingMessage['headers'] = {};
  const note = (request: IncomingMessage, response: ServerResponse): void => {
    headers = request.headers;
    response.end();
  };
  await withFaultyServer(note, {}, async ({ storage, asked }) => {
    const made = makeRecording(1_000);
    await keepRecording(storage, made);
    expect(asked).toEqual([`PUT /calls/${storagePath(made.key)}`]);
    expect(headers).toMatchObject({
      ...{ 'content-length': '1000', 'content-type': 'audio/wav' },
      'x-amz-checksum-sha256': Buffer.from(made.key.sha256, 'hex').toString('base64'),
    });
  });
});

test('an upload that fails in passing is sent again, whole; one that is refused is not, and the file stays', async () => {
  const sent: number[] = [];
  const failTwice = (request: IncomingMessage, response: ServerResponse, nth: number): void => {
    sent.push(Number(request.headers['content-length']));
    if (nth === 1) response.socket?.destroy();
    else response.writeHead(nth === 2 ? 503 : 200).end();
  };
  await withFaultyServer(failTwice, {}, async ({ storage }) => {
    const temporary = await keepRecording(storage, makeRecording(300_000));
    expect(sent).toEqual([300_000, 300_000, 300_000]);
    expect(existsSync(temporary)).toBe(false);
  });

  for (const [status, attempts] of [
    [403, 1],
    [503, 3],
  ] as const) {
    const refuse = (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(status).end();
    await withFaultyServer(refuse, {}, async ({ storage, asked }) => {
      const { key, content } = makeRecording(1_000);
      const temporary = await putTemporary(storage, content);
      const keeping = storage.keep(key, temporary, { bytes: 1_000, contentType: 'audio/wav' });
      await expect(keeping).rejects.toMatchObject({ $metadata: { httpStatusCode: status } });
      expect([status, asked.length, existsSync(temporary)]).toEqual([status, attempts, true]);
    });
  }
});

test('a server that never answers is given up, whatever was asked', async () => {
  const limits = { answerMs: 150, uploadMs: 150 };
  await withFaultyServer(
    () => undefined,
    limits,
    async ({ storage, asked, connections }) => {
      const { key, content } = makeRecording(1_000);
      const temporary = await putTemporary(storage, content);
      const late = { name: 'TimeoutError' };
      await expect(storage.has(key, 1_000)).rejects.toMatchObject(late);
      await expect(storage.open(key, 1_000)).rejects.toMatchObject(late);
      await expect(storage.remove(key)).rejects.toMatchObject(late);
      const keeping = storage.keep(key, temporary, { bytes: 1_000, contentType: 'audio/wav' });
      await expect(keeping).rejects.toMatchObject(late);
      // On a busy machine an attempt may be over before it was sent. How many there are, the refusals above count.
      expect([...new Set(asked.map((request) => request.split(' ')[0]))]).toEqual(['HEAD', 'GET', 'DELETE', 'PUT']);
      expect(asked.length).toBeLessThanOrEqual(12);
      await eventually(() => connections() === 0);
    },
  );
});

test('a server that cannot be connected to is an error, and not a recording that is not there', () =>
  withFaultyServer(
    () => undefined,
    { endpoint: 'http://127.0.0.1:1' },
    async ({ storage }) => {
      const { key } = makeRecording(1_000);
      await expect(storage.has(key, 1_000)).rejects.toThrow('ECONNREFUSED');
      await expect(storage.open(key, 1_000)).rejects.toThrow('ECONNREFUSED');
    },
  ));

test('a missing bucket, or a missing right, is an error, and not a recording that is not there', async () => {
  for (const [status, code] of [
    [404, 'NoSuchBucket'],
    [403, 'AccessDenied'],
  ] as const) {
    const xml = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
    const refuse = (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(status).end(xml);
    await withFaultyServer(refuse, {}, async ({ storage }) => {
      await expect(storage.open(makeRecording(10).key, 10)).rejects.toMatchObject({ name: code });
    });
  }
});

test('a file that stops in the midst, or is cut, ends in an error and gives its connection back', async () => {
  const half = (isCut: boolean) => (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'content-length': '2000000' }).write(Buffer.alloc(1_000_000));
    if (isCut) setImmediate(() => response.socket?.end());
  };
  for (const [isCut, error] of [
    [true, /aborted/],
    [false, 'nothing for 200 ms'],
  ] as const) {
    await withFaultyServer(half(isCut), { idleMs: 200 }, async ({ storage, connections }) => {
      const stream = (await storage.open(makeRecording(10).key, 2_000_000))!;
      await expect(buffer(stream)).rejects.toThrow(error);
      await eventually(() => connections() === 0);
    });
  }
});

test('a listener who pauses for longer than the server may be silent gets the rest', async () => {
  const whole = makeRecording(4_000_000).content;
  const send = (_: IncomingMessage, response: ServerResponse): void =>
    void response.writeHead(200, { 'content-length': String(whole.length) }).end(whole);
  await withFaultyServer(send, { idleMs: 200 }, async ({ storage }) => {
    const stream = (await storage.open(makeRecording(10).key, whole.length))!;
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      if (chunks.length === 0) await delay(600); // the pause is the point
      chunks.push(chunk as Buffer);
    }
    expect(Buffer.concat(chunks).equals(whole)).toBe(true);
  });
});

test('another part than was asked for is never streamed', async () => {
  const { key } = makeRecording(10);
  const span = { start: 10, end: 19 };
  const part = (range: string) => (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(206, { 'content-length': '10', 'content-range': range }).end('0123456789');
  await withFaultyServer(part('bytes 10-19/100'), {}, async ({ storage }) => {
    expect((await buffer((await storage.open(key, 100, span))!)).toString()).toBe('0123456789');
    expect(await storage.open(key, 101, span)).toBeNull();
  });
  const other = (_: IncomingMessage, response: ServerResponse): void =>
    void response.writeHead(206, { 'content-length': '10', 'content-range': 'bytes 11-20/100' }).write('1');
  await withFaultyServer(other, {}, async ({ storage, connections }) => {
    await expect(storage.open(key, 100, span)).rejects.toThrow('another part');
    await eventually(() => connections() === 0);
  });
  const short = (_: IncomingMessage, response: ServerResponse): void =>
    void response.writeHead(206, { 'content-range': 'bytes 10-19/100' }).end('012345678');
  await withFaultyServer(short, {}, async ({ storage }) => {
    await expect(buffer((await storage.open(key, 100, span))!)).rejects.toThrow('1 bytes are missing');
  });
  const deaf = (_: IncomingMessage, response: ServerResponse): void =>
    void response.writeHead(200, { 'content-length': '100' }).end(Buffer.alloc(100));
  await withFaultyServer(deaf, {}, async ({ storage }) => {
    await expect(storage.open(key, 100, span)).rejects.toThrow('another part');
  });
});

test('listeners who do not read keep nobody from being answered', async () => {
  const whole = Buffer.alloc(4_000_000);
  const send = (_: IncomingMessage, response: ServerResponse): void =>
    void response.writeHead(200, { 'content-length': '4000000' }).end(whole);
  await withFaultyServer(send, { answerMs: 5_000 }, async ({ storage, connections }) => {
    const { key } = makeRecording(10);
    const stalled = await Promise.all(Array.from({ length: 100 }, () => storage.open(key, 4_000_000)));
    for (const stream of stalled) stream!.destroy();
    await eventually(() => connections() === 0);
  });
});
