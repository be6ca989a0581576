import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { audioAt, RecordingProviderProcess } from '../support/recording-provider.js';
import { eventually } from '../support/eventually.js';
import { HttpSocket } from '../support/http-socket.js';

let provider: RecordingProviderProcess;
beforeAll(async () => {
  provider = await RecordingProviderProcess.start();
});
afterAll(() => provider.stop());

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${provider.url}${path}`, { redirect: 'manual', ...init });

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

/** The answer before its body was read. */
async function open(path: string): Promise<IncomingMessage> {
  const asking = request(`${provider.url}${path}`, { agent: false });
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return answer;
}

/** Reads what comes until the other side ends or cuts, or `enough` bytes are there. */
async function read(answer: AsyncIterable<unknown>, enough = Infinity) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes >= enough) return { how: 'enough', body: Buffer.concat(chunks) };
    }
    return { how: 'ended', body: Buffer.concat(chunks) };
  } catch {
    return { how: 'cut', body: Buffer.concat(chunks) };
  }
}

interface RawAnswer {
  readonly isOpen: boolean;
  readonly head: string;
  readonly bodyBytes: number;
}

/**
 * What comes on a plain socket until the other side closes, or it is enough and `thenMs` more have passed: time in which
 * nothing more should come.
 */
async function rawAnswer(path: string, isEnough: (soFar: RawAnswer) => boolean, thenMs = 0): Promise<RawAnswer> {
  const socket = HttpSocket.open(provider.url);
  socket.send(`GET ${path}`);
  const soFar = (): RawAnswer => {
    const [head = '', ...body] = socket.unread.split('\r\n\r\n');
    return { isOpen: !socket.isOver, head, bodyBytes: body.join('\r\n\r\n').length };
  };
  await eventually(() => socket.isOver || isEnough(soFar()));
  if (!socket.isOver && thenMs > 0) await delay(thenMs);
  const answer = soFar();
  socket.destroy();
  return answer;
}

const atOnce = (): boolean => true;
const never = (): boolean => false;

describe('good audio', () => {
  test.each(['/ok/a.wav?bytes=1001', '/chunked/a.mp3?seconds=3', '/gzip/a.wav', '/slow/a.wav?ms=10'])(
    '%s is what the generator makes, under its type',
    async (path) => {
      const response = await ask(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe(path.includes('.wav') ? 'audio/wav' : 'audio/mpeg');
      expect(await bytesOf(response)).toEqual(audioAt(path));
    },
  );

  test('is the same in every mode, and another for each name', () => {
    expect(audioAt('/ok/a.wav')).toEqual(audioAt('/slow/a.wav?ms=9'));
    expect(audioAt('/ok/a.wav')).not.toEqual(audioAt('/ok/b.wav'));
    expect(audioAt('/ok/business-1/a.wav')).not.toEqual(audioAt('/ok/business-2/a.wav'));
  });

  test('has its length with ok and gzip, and none with chunked', async () => {
    const headers = async (path: string) => (await open(path)).headers;
    expect(await headers('/ok/a.wav')).toMatchObject({ 'content-length': String(audioAt('/ok/a.wav').length) });
    expect(await headers('/chunked/a.wav')).not.toHaveProperty('content-length');
    const packed = await open('/gzip/a.wav');
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect((await read(packed)).body).toHaveLength(Number(packed.headers['content-length']));
  });
});

describe('slow audio', () => {
  test('slow trickles for as long as it is told, and not in one piece', async () => {
    const startedAt = performance.now();
    const answer = await open('/slow/b.wav?ms=600');
    const pieces: number[] = [];
    answer.on('data', () => pieces.push(performance.now() - startedAt));
    await once(answer, 'end');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(599); // a timer may be early by less than a millisecond
    expect(pieces.length).toBeGreaterThan(1);
  });

  test('late says nothing at all before its time', async () => {
    expect(await rawAnswer('/late/a.wav?ms=60000', atOnce, 300)).toEqual({ isOpen: true, head: '', bodyBytes: 0 });
    expect(await bytesOf(await ask('/late/a.wav?ms=50'))).toEqual(audioAt('/late/a.wav'));
  });

  test('stall sends half and then nothing, on an open connection', async () => {
    const answer = await rawAnswer('/stall/a.wav?bytes=1000', ({ bodyBytes }) => bodyBytes >= 500, 300);
    expect(answer).toMatchObject({ isOpen: true, bodyBytes: 500 });
  });

  test('slow-headers never comes to the end of its headers', async () => {
    const isLong = ({ head }: RawAnswer): boolean => /^HTTP\/1\.1 200 OK\r\nX-Filler: a{10,}$/.test(head);
    expect(await rawAnswer('/slow-headers/a.wav?ms=10', isLong)).toMatchObject({ isOpen: true, bodyBytes: 0 });
  });

  test('slow-body sends its headers, and then a byte at a time', async () => {
    const answer = await rawAnswer('/slow-body/a.wav?ms=10', ({ bodyBytes }) => bodyBytes >= 10);
    expect(answer.head).toMatch(/content-length: 16044/);
    expect(answer.isOpen && answer.bodyBytes < 2000).toBe(true);
  });

  test.each(['/late/gone.wav', '/stall/gone.wav', '/slow-headers/gone.wav', '/slow-body/gone.wav', '/slow/gone.wav'])(
    '%s is over when the client goes',
    async (path) => {
      const leaving = new AbortController();
      const left = ask(`${path}?ms=600000`, { signal: leaving.signal }).then((response) => response.arrayBuffer());
      left.catch(() => undefined);
      await eventually(async () => (await provider.seen(path)).atOnce === 1);
      leaving.abort();
      await expect(left).rejects.toThrow('aborted');
      await eventually(async () => (await provider.seen(path)).atOnce === 0);
    },
  );
});

describe('audio that is not what it should be', () => {
  test('cut breaks off at half', async () => {
    const answer = await open('/cut/a.wav?bytes=100000');
    expect(answer.headers['content-length']).toBe('100000');
    const { how, body } = await read(answer);
    expect(how).toBe('cut');
    expect(body).toEqual(audioAt('/cut/a.wav?bytes=100000').subarray(0, 50_000));
  });

  test('says-more ends in good order before the length that it told', async () => {
    const { isOpen, head, bodyBytes } = await rawAnswer('/says-more/a.wav?bytes=5000', never);
    expect({ isOpen, bodyBytes }).toEqual({ isOpen: false, bodyBytes: 5000 });
    expect(head).toMatch(/content-length: 6000/);
  });

  test('says-less sends more than the length that it told', async () => {
    const { head } = await rawAnswer('/says-less/a.wav?bytes=5000', ({ bodyBytes }) => bodyBytes >= 5000);
    expect(head).toMatch(/content-length: 2500/);
  });

  test('endless goes on, until the client goes or its own limit cuts it', async () => {
    const answer = await open('/endless/a.wav');
    expect((await read(answer, 5_000_000)).how).toBe('enough');
    answer.destroy();
    await eventually(async () => (await provider.seen('/endless/a.wav')).atOnce === 0);
    const { how, body } = await read(await open('/endless/b.wav?max-bytes=1000000'));
    expect(how).toBe('cut');
    expect(body.length).toBeGreaterThanOrEqual(1_000_000);
    expect(body.length).toBeLessThan(1_100_000);
  });

  test('endless sends no faster than the client reads', async () => {
    const answer = await open('/endless/unread.wav?max-bytes=100000000');
    answer.pause();
    await delay(500);
    expect((await provider.seen('/endless/unread.wav')).atOnce).toBe(1);
    answer.destroy();
  });

  test('gzip-bomb begins as audio and unpacks to as much as it is told', async () => {
    const answer = await open('/gzip-bomb/a.wav?mib=128');
    let packed = 0;
    let unpacked = 0;
    answer.on('data', (data: Buffer) => (packed += data.length));
    let start: Buffer | undefined;
    for await (const chunk of answer.pipe(createGunzip()) as AsyncIterable<Buffer>) {
      start ??= chunk;
      unpacked += chunk.length;
    }
    expect(start!.toString('latin1', 0, 4)).toBe('RIFF');
    expect(unpacked).toBe(128 * 1024 * 1024 + audioAt('/gzip-bomb/a.wav').length);
    expect(packed).toBeLessThan(200_000);
  });

  test('html is a page under the type of audio', async () => {
    const response = await ask('/html/a.mp3');
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    expect(await response.text()).toMatch(/^<!doctype html>/);
  });

  test('wrong-type is audio under the type that was asked for', async () => {
    for (const [path, type] of [
      ['/wrong-type/a.wav', 'text/html'],
      ['/wrong-type/a.wav?type=application/octet-stream', 'application/octet-stream'],
    ] as const) {
      const response = await ask(path);
      expect(response.headers.get('content-type')).toBe(type);
      expect(await bytesOf(response)).toEqual(audioAt(path));
    }
  });

  test('empty is 200 and no byte', async () => {
    const response = await ask('/empty/a.wav');
    expect([response.status, (await bytesOf(response)).length]).toEqual([200, 0]);
  });
});

describe('no audio', () => {
  test('redirect leads where it is told, with the status that it is told', async () => {
    const response = await ask(`/redirect/a.wav?status=307&to=${encodeURIComponent('http://169.254.169.254/x')}`);
    expect([response.status, response.headers.get('location')]).toEqual([307, 'http://169.254.169.254/x']);
    const followed = await ask('/redirect/a.wav?to=/ok/a.wav', { redirect: 'follow' });
    expect(await bytesOf(followed)).toEqual(audioAt('/ok/a.wav'));
  });

  test('redirect-loop leads back to itself, under an address that was not there before', async () => {
    let path = '/redirect-loop/a.wav';
    const been = new Set<string>();
    for (let hop = 0; hop < 30; hop += 1) {
      been.add(path);
      const response = await ask(path);
      expect(response.status).toBe(302);
      path = response.headers.get('location')!;
    }
    expect(been.size).toBe(30);
    expect((await provider.seen('/redirect-loop/a.wav')).requests).toBe(30);
  });

  test.each([401, 403, 404, 410, 429, 500, 503])('status answers %i', async (code) => {
    const response = await ask(`/status/a.wav?code=${code}&retry-after=7`);
    expect(response.status).toBe(code);
    if (code === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    else expect(response.headers.get('retry-after')).toBe('7');
  });

  test.each([404, 503])('then-ok answers %i as often as it is told, then the audio', async (code) => {
    const path = `/then-ok/after-${code}.wav?code=${code}&times=2`;
    const statuses = [await ask(path), await ask(path), await ask(path)].map(({ status }) => status);
    expect(statuses).toEqual([code, code, 200]);
    expect(await bytesOf(await ask(path))).toEqual(audioAt(path));
  });

  test('auth wants credentials', async () => {
    expect((await ask('/auth/a.wav')).status).toBe(401);
    const headers = { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` };
    expect((await ask('/auth/a.wav', { headers })).status).toBe(200);
  });

  test.each([
    ['/oops/a.wav', 'there is no mode "oops"'],
    ['/toString/a.wav', 'there is no mode "toString"'],
    ['/ok/a.ogg', 'an address is'],
    ['/ok/a.wav?bytes=3', 'bytes must be a whole number from 45'],
    ['/slow/a.wav?ms=fast', 'ms must be a whole number'],
    ['/redirect/a.wav', 'to= is missing'],
  ])('%s is not understood, and says why', async (path, why) => {
    const response = await ask(path);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(why);
  });
});
