import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { withDownloads } from '../../support/downloads.js';
import { answer, head, wav, withRawProvider } from '../../support/raw-provider.js';

const FILE = wav(200_000);
const HALF = FILE.subarray(0, FILE.length / 2);
const WAV = { 'content-type': 'audio/wav' };
const CHUNKED = { ...WAV, 'transfer-encoding': 'chunked' };

function chunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

/** Two members of gzip, over and over, that hold nothing. */
const NOTHING = Buffer.concat(Array.from({ length: 2000 }, () => gzipSync('')));

function endlessly(socket: Socket, first: Buffer, piece: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk(piece)));
  };
  socket.write(chunk(first));
  socket.on('drain', more);
  more();
}

test.each<[string, string, (socket: Socket) => unknown]>([
  ['ends at half of its length', 'incomplete', (socket) => socket.end(Buffer.concat([lengthy(FILE.length), HALF]))],
  [
    'is reset at half of its length',
    'incomplete',
    (socket) => cut(socket, Buffer.concat([lengthy(FILE.length), HALF])),
  ],
  ['is one byte short', 'incomplete', (socket) => socket.end(Buffer.concat([lengthy(FILE.length + 1), FILE]))],
  ['ends after its head', 'incomplete', (socket) => socket.end(lengthy(FILE.length))],
  ['ends within its head', 'incomplete', (socket) => socket.end('HTTP/1.1 200 OK\r\nconte')],
  ['ends before its head', 'incomplete', (socket) => socket.end()],
  ['is reset before its head', 'incomplete', (socket) => socket.resetAndDestroy()],
  [
    'ends between chunks',
    'incomplete',
    (socket) => socket.end(Buffer.concat([Buffer.from(head(200, CHUNKED)), chunk(HALF)])),
  ],
  [
    'ends within a chunk',
    'incomplete',
    (socket) => socket.end(Buffer.concat([Buffer.from(head(200, CHUNKED)), chunk(HALF).subarray(0, 99)])),
  ],
  ['has a chunk that is none', 'provider_error', (socket) => socket.end(`${head(200, CHUNKED)}xyz\r\n`)],
  [
    'has neither length nor chunks',
    'incomplete',
    (socket) => socket.end(Buffer.concat([Buffer.from(head(200, WAV)), FILE])),
  ],
  [
    'has two lengths',
    'incomplete',
    (socket) => socket.end(`${head(200, { ...WAV, 'content-length': 5, 'Content-Length': 6 })}RIFF`),
  ],
  [
    'has a length and chunks',
    'provider_error',
    (socket) => socket.end(`${head(200, { ...CHUNKED, 'content-length': 5 })}5\r\nRIFF!\r\n0\r\n\r\n`),
  ],
  [
    'has a length that is none',
    'provider_error',
    (socket) => socket.end(`${head(200, { ...WAV, 'content-length': '-5' })}RIFF`),
  ],
  [
    'is cut gzip',
    'incomplete',
    (socket) => socket.end(answer(200, { ...WAV, 'content-encoding': 'gzip' }, gzipSync(FILE).subarray(0, 200))),
  ],
  [
    'is cut brotli',
    'incomplete',
    (socket) => socket.end(answer(200, { ...WAV, 'content-encoding': 'br' }, brotliCompressSync(FILE).subarray(0, 20))),
  ],
  [
    'is gzip at half of its length',
    'incomplete',
    (socket) =>
      socket.end(Buffer.concat([lengthy(1000, { 'content-encoding': 'gzip' }), gzipSync(FILE).subarray(0, 200)])),
  ],
  ['is no gzip', 'provider_error', (socket) => socket.end(answer(200, { ...WAV, 'content-encoding': 'gzip' }, FILE))],
  ['is no brotli', 'provider_error', (socket) => socket.end(answer(200, { ...WAV, 'content-encoding': 'br' }, FILE))],
  ['is no HTTP', 'provider_error', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  [
    'has a header of 20 kB',
    'provider_error',
    (socket) => socket.end(head(200, { ...WAV, 'content-length': 5, x: 'y'.repeat(20_000) })),
  ],
  ['has headers without end', 'provider_error', (socket) => endlessHead(socket)],
  ['is only ever announced', 'provider_error', (socket) => endlessAnnouncements(socket)],
  ['changes the protocol', 'incomplete', (socket) => socket.end(head(101, { upgrade: 'x', connection: 'upgrade' }))],
  [
    'never ends',
    'too_large',
    (socket) => {
      socket.write(head(200, CHUNKED));
      endlessly(socket, FILE, Buffer.alloc(65_536));
    },
  ],
  [
    'is a small gzip of something huge',
    'too_large',
    (socket) => socket.end(answer(200, { ...WAV, 'content-encoding': 'gzip' }, gzipSync(wav(50_000_000)))),
  ],
  [
    'is gzip without end that holds nothing',
    'too_large',
    (socket) => {
      socket.write(head(200, { ...CHUNKED, 'content-encoding': 'gzip' }));
      endlessly(socket, gzipSync(FILE), NOTHING);
    },
  ],
])('an answer that %s is %s, and nothing is left of it', async (_, code, respond) => {
  await withRawProvider(respond, ({ host, url, requests, isLeft }) =>
    withDownloads({ allowedHosts: [host], maxBytes: 1_000_000 }, async ({ failure }) => {
      expect((await failure(url)).code).toBe(code);
      await isLeft();
      expect(requests).toHaveLength(1);
    }),
  );
});

test.each(['keep-alive', 'close'])(
  'an answer may end with its connection (%s) while we still write',
  async (connection) => {
    // 64 kB are read at once and waited for: at a multiple of that the body ends, and the connection with it, just when it waits.
    for (const bytes of [65_536, 131_072, 196_608, 262_144, 1_000_000]) {
      await withRawProvider(
        (socket) => socket.end(answer(200, { ...WAV, connection }, wav(bytes))),
        ({ host, url }) =>
          withDownloads({ allowedHosts: [host] }, async ({ get }) => {
            expect((await get(url, { onBytes: busy })).bytes).toBe(bytes);
          }),
      );
    }
  },
);

test.each(['keep-alive', 'close'])(
  'an answer may be cut with its connection (%s) while we still write',
  async (connection) => {
    for (const bytes of [65_536, 131_072, 196_608, 262_144, 1_000_000]) {
      await withRawProvider(
        (socket) => socket.end(Buffer.concat([lengthy(bytes + 1, { connection }), wav(bytes)])),
        ({ host, url }) =>
          withDownloads({ allowedHosts: [host] }, async ({ failure }) => {
            expect((await failure(url, { onBytes: busy })).code).toBe('incomplete');
          }),
      );
    }
  },
);

/** Keeps this process from taking what has come. */
function busy(): void {
  for (const until = performance.now() + 5; performance.now() < until;);
}

test('what follows an answer is not part of it', async () => {
  await withRawProvider(
    (socket) => socket.end(Buffer.concat([answer(200, WAV, FILE), Buffer.from('and more'), answer(200, WAV, FILE)])),
    ({ host, url }) =>
      withDownloads({ allowedHosts: [host] }, async ({ get }) => {
        expect((await get(url)).bytes).toBe(FILE.length);
      }),
  );
});

test('an announcement before the answer does no harm', async () => {
  await withRawProvider(
    (socket) => socket.end(Buffer.concat([Buffer.from(head(103, { link: '</x>' })), answer(200, WAV, FILE)])),
    ({ host, url }) =>
      withDownloads({ allowedHosts: [host] }, async ({ get }) => {
        expect((await get(url)).bytes).toBe(FILE.length);
      }),
  );
});

test('a failure tells nothing of the address, the headers or the body', async () => {
  const secrets = /canary|127\.0\.0\.1|localhost/i;
  const answers: [string, Parameters<typeof withRawProvider>[0]][] = [
    ['no HTTP', (socket) => socket.end('canary canary\r\n\r\n')],
    ['an error', (socket) => socket.end(answer(500, { canary: 'canary' }, 'canary'))],
    ['a redirect', (socket) => socket.end(answer(302, { location: 'https://canary.example/canary' }))],
    ['a cut body', (socket) => socket.end(Buffer.concat([lengthy(500), Buffer.from('RIFF canary')]))],
    ['no connection', () => undefined],
  ];
  for (const [name, respond] of answers) {
    await withRawProvider(respond, ({ host }) =>
      withDownloads({ allowedHosts: [host, 'localhost:1'] }, async ({ failure }) => {
        const at = name === 'no connection' ? 'localhost:1' : host;
        const failed = await failure(`http://${at}/canary?canary=canary#canary`);
        expect(told(failed)).not.toMatch(secrets);
      }),
    );
  }
});

/** Everything that a logger or a history may write of an error: messages, stacks' first lines and fields, with its causes. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? '';
  const fields = JSON.stringify(Object.entries(error).filter(([name]) => name !== 'cause'));
  return `${error.name} ${error.message} ${error.stack?.split('\n    at ')[0]} ${fields} ${told(error.cause)}`;
}

function lengthy(length: number, headers: Record<string, string> = {}): Buffer {
  return Buffer.from(head(200, { ...WAV, ...headers, 'content-length': length }));
}

/** Sends, and resets the connection once that has gone. */
function cut(socket: Socket, bytes: Buffer): void {
  socket.write(bytes, () => socket.resetAndDestroy());
}

function endlessHead(socket: Socket): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write('x-more: of this\r\n'));
  };
  socket.write('HTTP/1.1 200 OK\r\n');
  socket.on('drain', more);
  more();
}

function endlessAnnouncements(socket: Socket): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(head(103, { link: '</x>' })));
  };
  socket.on('drain', more);
  more();
}
