import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { withProvider } from '../../support/downloads.js';
import { answer, head, type Respond, wav } from '../../support/raw-provider.js';

const FILE = wav(200_000);
const HALF = FILE.subarray(0, FILE.length / 2);
const WAV = { 'content-type': 'audio/wav' };
const GZIP = { ...WAV, 'content-encoding': 'gzip' };
const BROTLI = { ...WAV, 'content-encoding': 'br' };
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

test.each<[string, string, Respond]>([
  ['ends at half of its length', 'incomplete', Buffer.concat([lengthy(FILE.length), HALF])],
  ['is reset at half of its length', 'incomplete', (socket) => cut(socket, [lengthy(FILE.length), HALF])],
  ['is one byte short', 'incomplete', Buffer.concat([lengthy(FILE.length + 1), FILE])],
  ['ends after its head', 'incomplete', lengthy(FILE.length)],
  ['ends within its head', 'incomplete', 'HTTP/1.1 200 OK\r\nconte'],
  ['ends before its head', 'incomplete', (socket) => socket.end()],
  ['is reset before its head', 'incomplete', (socket) => socket.resetAndDestroy()],
  ['ends between chunks', 'incomplete', Buffer.concat([Buffer.from(head(200, CHUNKED)), chunk(HALF)])],
  ['ends within a chunk', 'incomplete', Buffer.concat([Buffer.from(head(200, CHUNKED)), chunk(HALF).subarray(0, 99)])],
  ['has a chunk that is none', 'provider_error', `${head(200, CHUNKED)}xyz\r\n`],
  ['has neither length nor chunks', 'incomplete', Buffer.concat([Buffer.from(head(200, WAV)), FILE])],
  ['has two lengths', 'incomplete', `${head(200, { ...WAV, 'content-length': 5, 'Content-Length': 6 })}RIFF`],
  [
    'has a length and chunks',
    'provider_error',
    `${head(200, { ...CHUNKED, 'content-length': 5 })}5\r\nRIFF!\r\n0\r\n\r\n`,
  ],
  ['has a length that is none', 'provider_error', `${head(200, { ...WAV, 'content-length': '-5' })}RIFF`],
  ['is cut gzip', 'incomplete', answer(200, GZIP, gzipSync(FILE).subarray(0, 200))],
  ['is cut brotli', 'incomplete', answer(200, BROTLI, brotliCompressSync(FILE).subarray(0, 20))],
  [
    'is gzip at half of its length',
    'incomplete',
    Buffer.concat([lengthy(1000, GZIP), gzipSync(FILE).subarray(0, 200)]),
  ],
  ['is no gzip', 'provider_error', answer(200, GZIP, FILE)],
  ['is no brotli', 'provider_error', answer(200, BROTLI, FILE)],
  ['is no HTTP', 'provider_error', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['has a header of 20 kB', 'provider_error', head(200, { ...WAV, 'content-length': 5, x: 'y'.repeat(20_000) })],
  ['has headers without end', 'provider_error', (socket) => endlessHead(socket)],
  ['is only ever announced', 'provider_error', (socket) => endlessAnnouncements(socket)],
  ['changes the protocol', 'incomplete', head(101, { upgrade: 'x', connection: 'upgrade' })],
  [
    'never ends',
    'too_large',
    (socket) => {
      socket.write(head(200, CHUNKED));
      endlessly(socket, FILE, Buffer.alloc(65_536));
    },
  ],
  ['is a small gzip of something huge', 'too_large', answer(200, GZIP, gzipSync(wav(50_000_000)))],
  [
    'is gzip without end that holds nothing',
    'too_large',
    (socket) => {
      socket.write(head(200, { ...CHUNKED, 'content-encoding': 'gzip' }));
      endlessly(socket, gzipSync(FILE), NOTHING);
    },
  ],
])('an answer that %s is %s, and nothing is left of it', async (_, code, respond) => {
  await withProvider(
    respond,
    async ({ url, requests, isLeft, failure }) => {
      expect((await failure(url)).code).toBe(code);
      await isLeft();
      expect(requests).toHaveLength(1);
    },
    { maxBytes: 1_000_000 },
  );
});

test.each(['keep-alive', 'close'])(
  'an answer may end with its connection (%s) while we still write',
  async (connection) => {
    // 64 kB are read at once and waited for: at a multiple of that the body ends, and the connection with it, just when it waits.
    for (const bytes of [65_536, 131_072, 196_608, 262_144, 1_000_000]) {
      await withProvider(answer(200, { ...WAV, connection }, wav(bytes)), async ({ url, get }) => {
        expect((await get(url, { onBytes: busy })).bytes).toBe(bytes);
      });
    }
  },
);

test.each(['keep-alive', 'close'])(
  'an answer may be cut with its connection (%s) while we still write',
  async (connection) => {
    for (const bytes of [65_536, 131_072, 196_608, 262_144, 1_000_000]) {
      await withProvider(Buffer.concat([lengthy(bytes + 1, { connection }), wav(bytes)]), async ({ url, failure }) => {
        expect((await failure(url, { onBytes: busy })).code).toBe('incomplete');
      });
    }
  },
);

/** Keeps this process from taking what has come. */
function busy(): void {
  for (const until = performance.now() + 5; performance.now() < until;);
}

test('what follows an answer is not part of it', () =>
  withProvider(
    Buffer.concat([answer(200, WAV, FILE), Buffer.from('and more'), answer(200, WAV, FILE)]),
    async ({ url, get }) => {
      expect((await get(url)).bytes).toBe(FILE.length);
    },
  ));

test('an announcement before the answer does no harm', () =>
  withProvider(
    Buffer.concat([Buffer.from(head(103, { link: '</x>' })), answer(200, WAV, FILE)]),
    async ({ url, get }) => {
      expect((await get(url)).bytes).toBe(FILE.length);
    },
  ));

test('a failure tells nothing of the address, the headers or the body', async () => {
  const secrets = /canary|127\.0\.0\.1|localhost/i;
  const answers: [string, Respond][] = [
    ['no HTTP', 'canary canary\r\n\r\n'],
    ['an error', answer(500, { canary: 'canary' }, 'canary')],
    ['a redirect', answer(302, { location: 'https://canary.example/canary' })],
    ['a cut body', Buffer.concat([lengthy(500), Buffer.from('RIFF canary')])],
    ['no connection', () => undefined],
  ];
  for (const [name, respond] of answers) {
    await withProvider(
      respond,
      async ({ failure, host }) => {
        const at = name === 'no connection' ? 'localhost:1' : host;
        const failed = await failure(`http://${at}/canary?canary=canary#canary`);
        expect(told(failed)).not.toMatch(secrets);
      },
      (host) => ({ allowedHosts: [host, 'localhost:1'] }),
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
function cut(socket: Socket, parts: Buffer[]): void {
  socket.write(Buffer.concat(parts), () => socket.resetAndDestroy());
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
