import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { generateAudio } from '../../../scripts/stack/generated-audio.mjs';
import { withProvider } from '../../support/downloads.js';
import { answer, head, wav } from '../../support/raw-provider.js';

const FILE = wav(300_000);
const MP3 = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\x02\x01', 'latin1'), Buffer.alloc(500)]);
const PADDED = Buffer.concat([Buffer.alloc(300), generateAudio({ kind: 'mp3', seed: 'a', seconds: 1 })]);
const LAYER_2 = Buffer.concat(
  Array.from({ length: 40 }, () => Buffer.from(`\xff\xfd\x90\x64${'\0'.repeat(413)}`, 'latin1')),
);

test('a recording is written as it came, with its size, kind and checksum', () =>
  withProvider(answer(200, { 'content-type': 'Audio/X-WAV; foo=bar' }, FILE), async ({ get, url, requests }) => {
    const told: number[] = [];
    const file = await get(`${url}?a=b#part`, { onBytes: (soFar) => told.push(soFar) });
    expect(FILE.equals(await readFile(file.path))).toBe(true);
    expect((await stat(file.path)).mode & 0o777).toBe(0o600);
    expect(file).toMatchObject({
      bytes: FILE.length,
      contentType: 'audio/wav',
      sha256: createHash('sha256').update(FILE).digest('hex'),
    });
    expect(told.at(-1)).toBe(FILE.length);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatch(/^GET \/recording\?a=b HTTP\/1\.1\r\n/);
    expect(requests[0]).toContain('accept-encoding: identity\r\n');
    expect(requests[0]).not.toMatch(/authorization/i);
  }));

test.each([
  ['the type of anything', { 'content-type': 'application/octet-stream' }, FILE, 'audio/wav'],
  ['no type', {}, FILE, 'audio/wav'],
  ['a type of another spelling', { 'content-type': 'audio/mp3' }, MP3, 'audio/mpeg'],
] as const)('%s is taken where the bytes are audio', async (_, headers, body, contentType) => {
  await withProvider(answer(200, headers, body), async ({ url, get }) => {
    expect(await get(url)).toMatchObject({ contentType, bytes: body.length });
  });
});

test.each<[what: string, type: string, body: Buffer, contentType: string, oddity: string]>([
  ['a WAV that is called MP3', 'audio/mpeg', FILE, 'audio/wav', 'the provider calls it audio/mpeg, it is audio/wav'],
  [
    'an MP3 that is called WAV',
    'audio/x-wav',
    MP3,
    'audio/mpeg',
    'the provider calls it audio/x-wav, it is audio/mpeg',
  ],
  ['an MP3 that is called AAC', 'audio/aac', MP3, 'audio/mpeg', 'the provider calls it audio/aac, it is audio/mpeg'],
  ['an MP3 behind padding', 'audio/mpeg', PADDED, 'audio/mpeg', 'it begins with 300 bytes that are no audio'],
  [
    'a WAV that promises more',
    'audio/wav',
    FILE.subarray(0, 900),
    'audio/wav',
    'its head says 299992 bytes, it has 900',
  ],
])('%s is taken as what it is, and the difference is told', async (_, type, body, contentType, oddity) => {
  await withProvider(answer(200, { 'content-type': type }, body), async ({ url, get }) => {
    const file = await get(url);
    expect(file).toMatchObject({ contentType, bytes: body.length, oddities: [oddity] });
    expect(body.equals(await readFile(file.path))).toBe(true);
  });
});

test('a WAV that promises more is incomplete where HTTP has not said how long the file is', async () => {
  const short = FILE.subarray(0, 900);
  const chunk = Buffer.concat([Buffer.from('384\r\n'), short, Buffer.from('\r\n0\r\n\r\n')]);
  const wavType = { 'content-type': 'audio/wav' };
  const chunked = Buffer.concat([Buffer.from(head(200, { ...wavType, 'transfer-encoding': 'chunked' })), chunk]);
  const packed = answer(200, { ...wavType, 'content-encoding': 'gzip' }, gzipSync(short));
  for (const bytes of [chunked, packed]) {
    await withProvider(bytes, async ({ url, failure }) => {
      expect((await failure(url)).code).toBe('incomplete');
    });
  }
});

test.each([
  ['gzip', gzipSync(FILE)],
  ['x-gzip', gzipSync(FILE)],
  ['deflate', deflateSync(FILE)],
  ['br', brotliCompressSync(FILE)],
  ['identity', FILE],
])('what comes in %s although nobody asked for it is decoded', (coding, body) =>
  withProvider(answer(200, { 'content-type': 'audio/wav', 'content-encoding': coding }, body), async ({ url, get }) => {
    const file = await get(url);
    expect(file.bytes).toBe(FILE.length);
    expect(FILE.equals(await readFile(file.path))).toBe(true);
  }),
);

test('a body in chunks is whole when its last chunk has come, one byte at a time too', async () => {
  const small = wav(40);
  const chunks = [...small].map((byte) => Buffer.concat([Buffer.from('1\r\n'), Buffer.of(byte), Buffer.from('\r\n')]));
  const headers = { 'content-type': 'audio/wav', 'transfer-encoding': 'chunked' };
  await withProvider(
    (socket) => {
      socket.setNoDelay(true).write(head(200, headers));
      chunks.forEach((chunk) => socket.write(chunk));
      socket.end('0\r\n\r\n');
    },
    async ({ url, get }) => {
      expect(await readFile((await get(url)).path)).toEqual(small);
    },
  );
});

test.each([
  [201, 'provider_error'],
  [202, 'provider_error'],
  [204, 'empty'],
  [206, 'provider_error'],
  [304, 'provider_error'],
  [400, 'refused'],
  [401, 'refused'],
  [403, 'refused'],
  [404, 'not_found'],
  [407, 'provider_error'],
  [408, 'provider_error'],
  [410, 'not_found'],
  [421, 'provider_error'],
  [425, 'provider_error'],
  [429, 'provider_error'],
  [451, 'refused'],
  [500, 'provider_error'],
  [503, 'provider_error'],
  [599, 'provider_error'],
] as const)('status %i means %s, whatever comes with it', async (status, code) => {
  const hasBody = status !== 204 && status !== 304;
  const headers = { 'content-type': 'audio/wav', 'retry-after': 7 };
  const bytes = hasBody ? answer(status, headers, FILE) : Buffer.from(head(status, headers));
  await withProvider(bytes, async ({ url, failure }) => {
    const failed = await failure(url);
    expect(failed.code).toBe(code);
    expect(failed.retryAfterSeconds).toBe(code === 'provider_error' ? 7 : undefined);
  });
});

const PAGE = '<!doctype html><title>Log in</title>'.padEnd(2000);
test.each([
  ['a page that calls itself audio', { 'content-type': 'audio/wav' }, PAGE, 'not_audio'],
  ['a page', { 'content-type': 'text/html' }, PAGE, 'not_audio'],
  ['audio that calls itself a page', { 'content-type': 'text/html' }, FILE, 'not_audio'],
  ['audio that calls itself a film', { 'content-type': 'video/mpeg' }, MP3, 'not_audio'],
  ['MPEG layer II, which browsers do not play', { 'content-type': 'audio/mpeg' }, LAYER_2, 'not_audio'],
  ['two types', { 'content-type': 'audio/wav', 'Content-Type': 'text/html' }, FILE, 'not_audio'],
  ['less than a beginning', { 'content-type': 'audio/wav' }, 'RIFF', 'not_audio'],
  ['nothing', { 'content-type': 'audio/wav' }, '', 'empty'],
  ['nothing of no type', {}, '', 'empty'],
  ['an unknown coding', { 'content-type': 'audio/wav', 'content-encoding': 'zstd' }, FILE, 'not_audio'],
  ['two codings', { 'content-type': 'audio/wav', 'content-encoding': 'gzip, br' }, FILE, 'not_audio'],
  ['compressed nothing', { 'content-type': 'audio/wav', 'content-encoding': 'gzip' }, gzipSync(''), 'empty'],
  ['more than is allowed', { 'content-type': 'audio/wav' }, wav(1_000_001), 'too_large'],
] as const)('%s is refused', async (_, headers, body, code) => {
  await withProvider(
    answer(200, headers, body as Buffer),
    async ({ url, failure }) => {
      expect((await failure(url)).code).toBe(code);
    },
    { maxBytes: 1_000_000 },
  );
});

test.each([
  ['of more than is allowed', { 'content-type': 'audio/wav', 'content-length': 1_000_001 }, 'too_large'],
  ['of a page', { 'content-type': 'text/html', 'content-length': 5_000 }, 'not_audio'],
  ['of an unknown coding', { 'content-encoding': 'zstd', 'content-length': 5_000 }, 'not_audio'],
] as const)('the head %s is enough to leave: the body is not waited for', async (_, headers, code) => {
  await withProvider(
    (socket) => socket.write(head(200, headers)),
    async ({ url, failure }) => {
      expect((await failure(url)).code).toBe(code);
    },
    { maxBytes: 1_000_000 },
  );
});

test('a recording of exactly the size that is allowed is taken', () =>
  withProvider(
    answer(200, { 'content-type': 'audio/wav' }, wav(1_000_000)),
    async ({ url, get }) => {
      expect((await get(url)).bytes).toBe(1_000_000);
    },
    { maxBytes: 1_000_000 },
  ));
