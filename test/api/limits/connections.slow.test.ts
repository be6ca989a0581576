import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { type TestApi, withApi } from '../../support/api.js';
import { testToken } from '../../support/test-token.js';
import { eventually } from '../../support/eventually.js';
import { HttpSocket } from '../../support/http-socket.js';

const PATH = '/api/v1/jobs';

interface Opened {
  readonly socket: Socket;
  /** All that came back until the other side closed, and after how long it did. */
  readonly ended: Promise<{ text: string; afterMs: number }>;
}

function open({ url }: TestApi, text = ''): Opened {
  const connection = HttpSocket.open(url);
  const since = performance.now();
  const ended = connection.rest().then((all) => ({ text: all, afterMs: performance.now() - since }));
  if (text) connection.write(text);
  return { socket: connection.socket, ended };
}

/** A byte a second, for as long as the other side takes it. */
function dribble({ socket }: Opened, text: string): void {
  let sent = 0;
  const timer = setInterval(() => socket.write(text[sent++ % text.length]!), 1_000);
  socket.once('close', () => clearInterval(timer));
}

test('slow headers and slow bodies have seconds, however busily they dribble', () =>
  withApi({}, async (api) => {
    const token = await testToken(1);
    const request = (method: string, path: string): string =>
      `${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{`;
    const { body } = await api.ask<{ id: string }>(PATH, {
      body: { type: 'delete_leads_bulk', selection: { all: true } },
    });
    const before = await api.traces();
    const slow = {
      silent: open(api),
      headers: open(api, 'GET /health/live HTTP/1.1\r\nHost: x\r\nX-Padding: '),
      start: open(api, request('POST', PATH)),
      speed: open(api, request('PATCH', `${PATH}/${body.id}`)),
      pause: open(api, request('POST', `${PATH}/${body.id}/pause`)),
    };
    for (const opened of [slow.headers, slow.start, slow.speed, slow.pause]) dribble(opened, ' ');
    const ends = await Promise.all(
      Object.entries(slow).map(async ([name, { ended }]) => {
        const { text, afterMs } = await ended;
        expect([name, afterMs > 9_000]).toEqual([name, true]);
        return [name, /^HTTP\/1.1 (\d+)/.exec(text)?.[1], /"code":"(\w+)"/.exec(text)?.[1]];
      }),
    );
    expect(ends).toEqual(Object.keys(slow).map((name) => [name, '408', 'request_timeout']));
    expect(await api.traces()).toEqual(before);
    const { values } = await api.metrics.refusedByLimit.get();
    expect(values).toEqual([expect.objectContaining({ labels: { limit: 'slow' }, value: 5 })]);
  }));

test('long headers are 431 and a long path is 414', () =>
  withApi({}, async (api) => {
    const huge = await open(api, `GET /health/live HTTP/1.1\r\nHost: x\r\nX-Padding: ${'x'.repeat(20_000)}\r\n\r\n`)
      .ended;
    expect([/^HTTP\/1.1 (\d+)/.exec(huge.text)?.[1], huge.text.includes('headers_too_large')]).toEqual(['431', true]);
    const long = await api.ask<{ code: string }>(`/api/v1/leads?name=${'x'.repeat(12_300)}`);
    expect([long.status, long.body.code]).toEqual([414, 'uri_too_long']);
    expect((await api.ask(`/api/v1/leads?cursor=${'x'.repeat(7_000)}`)).status).toBe(400);
    const { values } = await api.metrics.refusedByLimit.get();
    expect(values.map(({ labels }) => labels.limit)).toEqual(['headers', 'url']);
  }));

test('idle connections make room for new ones, the most idle first; those with a request in hand stay', () =>
  withApi({ environment: { MAX_CONNECTIONS: '10' } }, async (api) => {
    const token = await testToken(1);
    const { body } = await api.ask<{ id: string }>(PATH, {
      body: { type: 'delete_leads_bulk', selection: { all: true } },
    });
    const stream = (): Opened =>
      open(api, `GET ${PATH}/${body.id}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    const busy = [stream(), stream()];
    const isOpen = busy.map(() => true);
    busy.forEach(({ ended }, index) => void ended.then(() => (isOpen[index] = false)));
    await Promise.all(busy.map(({ socket }) => new Promise((resolve) => socket.once('data', resolve))));

    const silent: Opened[] = [];
    let closed = 0;
    for (let n = 0; n < 60; n++) {
      const opened = open(api);
      silent.push(opened);
      void opened.ended.then(() => closed++);
      if (n % 3 === 0)
        expect((await fetch(`${api.url}/health/live`, { headers: { connection: 'close' } })).status).toBe(200);
    }
    await eventually(() => closed >= 60 - 10);
    expect(isOpen).toEqual([true, true]);
    // The oldest have gone.
    expect(silent.slice(0, 40).every(({ socket }) => socket.destroyed)).toBe(true);
    const { values } = await api.metrics.refusedByLimit.get();
    expect(values[0]).toMatchObject({ labels: { limit: 'connections' } });
    expect(values[0]!.value).toBeGreaterThanOrEqual(50);

    // Where every connection has a request in hand, the new one has to go.
    const more = Array.from({ length: 8 }, stream);
    await Promise.all(more.map(({ socket }) => new Promise((resolve) => socket.once('data', resolve))));
    expect((await open(api, 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n').ended).text).toBe('');
    expect(isOpen).toEqual([true, true]);
    [...busy, ...more, ...silent].forEach(({ socket }) => socket.destroy());
    await eventually(async () => (await api.ask('/health/live')).status === 200);
  }));

test('refused requests whose bodies never come hold no place once they are answered', () =>
  withApi({ environment: { MAX_CONNECTIONS: '10' } }, async (api) => {
    const refused = Array.from({ length: 30 }, () =>
      open(api, `POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{`),
    );
    await Promise.all(
      refused
        .slice(20)
        .map(({ socket }) => new Promise((resolve) => socket.once('close', resolve).once('data', resolve))),
    );
    // All within the moment that an answered connection goes on swallowing.
    for (let n = 0; n < 10; n++) {
      expect((await fetch(`${api.url}/health/live`, { headers: { connection: 'close' } })).status).toBe(200);
    }
    expect(refused.some(({ socket }) => !socket.destroyed)).toBe(true);
    refused.forEach(({ socket }) => socket.destroy());
  }));
