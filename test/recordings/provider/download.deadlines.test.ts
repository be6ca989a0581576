import { readdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { HttpProviderSettings } from '../../../src/recordings/provider/http-provider-settings.js';
import { withDownloads, withProvider } from '../../support/downloads.js';
import { eventually } from '../../support/eventually.js';
import { answer, head, wav, withRawProvider } from '../../support/raw-provider.js';

const WAV = { 'content-type': 'audio/wav' };
const HEAD = head(200, { ...WAV, 'content-length': 5_000 });

/** Sends the text's bytes one by one, 20 ms apart, as long as there is somebody. */
async function drip(socket: Socket, text: string): Promise<void> {
  for (const letter of text) {
    if (socket.destroyed) return;
    socket.write(letter, 'latin1');
    await delay(20);
  }
}

test.each<[string, Partial<HttpProviderSettings>, (socket: Socket) => unknown]>([
  ['says nothing', { idleTimeoutMs: 300 }, () => undefined],
  ['stops after its head', { idleTimeoutMs: 300 }, (socket) => socket.write(HEAD)],
  [
    'stops within its body',
    { idleTimeoutMs: 300 },
    (socket) => socket.write(Buffer.concat([Buffer.from(HEAD), wav(999)])),
  ],
  ['drips its head', { idleTimeoutMs: 300 }, (socket) => drip(socket, head(200, { x: 'y'.repeat(5_000) }))],
  ['drips a long head', { totalTimeoutMs: 600 }, (socket) => drip(socket, head(200, { x: 'y'.repeat(5_000) }))],
  [
    'drips its body',
    { totalTimeoutMs: 600 },
    (socket) => void socket.write(HEAD, () => void drip(socket, wav(5_000).toString('latin1'))),
  ],
  ['announces itself again and again', { totalTimeoutMs: 600 }, (socket) => announce(socket)],
])('a provider that %s is left when the time is over', async (_, limits, respond) => {
  await withProvider(
    respond,
    async ({ url, failure }) => {
      const begun = performance.now();
      expect((await failure(url)).code).toBe('too_slow');
      // undici's timers tick twice a second, and count whole ticks.
      expect(performance.now() - begun).toBeLessThan(25_000);
    },
    limits,
  );
});

async function announce(socket: Socket): Promise<void> {
  for (let turn = 0; turn < 8 && !socket.destroyed; turn++) {
    socket.write(head(103));
    await delay(200);
  }
}

test('the total time counts across redirects', () =>
  withProvider(
    async (socket) => {
      await delay(250);
      socket.end(answer(302, { location: '/again' }));
    },
    async ({ url, failure }) => {
      expect((await failure(url)).code).toBe('too_slow');
    },
    { totalTimeoutMs: 600 },
  ));

test('a slow provider within the limits is waited for', () =>
  withProvider(
    (socket) =>
      void socket.write(
        head(200, { ...WAV, 'content-length': 60 }),
        () => void drip(socket, wav(60).toString('latin1')),
      ),
    async ({ url, get }) => {
      expect((await get(url)).bytes).toBe(60);
    },
    { idleTimeoutMs: 1_000 },
  ));

test('a name that is looked up for ever, and nobody that answers a connection, is unreachable in time', async () => {
  const never = { lookup: () => undefined };
  await withDownloads({ allowedHosts: ['a.example'], connectTimeoutMs: 200, ...never }, async ({ failure }) => {
    expect((await failure('https://a.example/')).code).toBe('unreachable');
  });
  // TLS to somebody who takes the connection and says nothing.
  await withProvider(
    () => undefined,
    async ({ host, requests, failure }) => {
      expect((await failure(`https://${host}/`)).code).toBe('unreachable');
      expect(requests).toEqual([]);
    },
    { connectTimeoutMs: 200 },
  );
});

test('where nobody listens, and for a name that nobody has, the provider is unreachable', async () => {
  const { host } = await withRawProvider(
    () => undefined,
    (provider) => Promise.resolve(provider),
  );
  await withDownloads({ allowedHosts: [host, 'nobody.invalid'] }, async ({ failure }) => {
    const refused = await failure(`http://${host}/`);
    expect(refused).toMatchObject({ code: 'unreachable', cause: { message: 'ECONNREFUSED' } });
    expect((await failure('http://nobody.invalid/')).code).toBe('unreachable');
  });
});

test('a download that is called off ends with the reason, wherever it is', async () => {
  const reason = new Error('nobody waits any more');
  const places: [string, (socket: Socket) => unknown][] = [
    ['before the head', () => undefined],
    ['in the body', (socket) => socket.write(Buffer.concat([Buffer.from(HEAD), wav(999)]))],
  ];
  for (const [place, respond] of places) {
    await withProvider(respond, async ({ url, requests, get, folder }) => {
      const stop = new AbortController();
      const outcome = expect(get(url, { signal: stop.signal })).rejects.toBe(reason);
      await eventually(
        async () => requests.length === 1 && (place !== 'in the body' || (await readdir(folder)).length === 1),
      );
      stop.abort(reason);
      await outcome;
    });
  }
  const looking = { lookup: () => undefined };
  await withDownloads({ allowedHosts: ['a.example'], ...looking }, async ({ get }) => {
    const stop = new AbortController();
    const outcome = expect(get('https://a.example/', { signal: stop.signal })).rejects.toBe(reason);
    stop.abort(reason);
    await outcome;
  });
});

test('a download that is called off in the middle of a TLS handshake leaves no connection behind', () =>
  withProvider(
    () => undefined,
    async ({ host, connections, get }) => {
      const stop = new AbortController();
      const outcome = expect(get(`https://${host}/`, { signal: stop.signal })).rejects.toThrow('called off');
      await eventually(() => connections() === 1);
      stop.abort(new Error('called off'));
      await outcome;
    },
    { connectTimeoutMs: 60_000 },
  ));

test('what is called off before it begins asks nobody', () =>
  withProvider(
    () => undefined,
    async ({ url, connections, get }) => {
      const reason = new Error('too late');
      await expect(get(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(connections()).toBe(0);
    },
  ));

test('closing the client ends what is under way, and nothing begins any more', () =>
  withProvider(
    () => undefined,
    async ({ url, requests, isLeft, get, client }) => {
      const outcome = expect(get(url)).rejects.toThrow('was closed');
      await eventually(() => requests.length === 1);
      await client.close();
      await outcome;
      await isLeft();
      await expect(get(url)).rejects.toThrow('was closed');
      expect(requests).toHaveLength(1);
    },
  ));

test('an error of the file system is told as one, and a file that was there stays', () =>
  withProvider(answer(200, WAV, wav(500_000)), async ({ url, client, get, folder }) => {
    const { path } = await get(url);
    await expect(client.download(url, path)).rejects.toThrow(/^the storage of recordings: EEXIST$/);
    await expect(client.download(url, `${folder}/none/1.part`)).rejects.toThrow(/^the storage of recordings: ENOENT$/);
  }));

test('what the one who is told of bytes throws ends the download', () =>
  withProvider(answer(200, WAV, wav(500_000)), async ({ url, get }) => {
    const mistake = new Error('a mistake');
    const onBytes = (): never => {
      throw mistake;
    };
    await expect(get(url, { onBytes })).rejects.toBe(mistake);
  }));

test.each<[string, Partial<HttpProviderSettings>]>([
  ['"a/b" is not a host', { allowedHosts: ['a/b'] }],
  ['credentials.user', { credentials: { host: 'a', user: 'a:b', password: 'c' } }],
  ['credentials.host', { credentials: { host: 'b', user: 'a', password: 'c' } }],
])('a setting that is none is named: %s', async (named, settings) => {
  await expect(withDownloads({ allowedHosts: ['a'], ...settings }, () => Promise.resolve())).rejects.toThrow(named);
});
