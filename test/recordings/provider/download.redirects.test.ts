import { expect, test } from '@jest/globals';
import { withDownloads, withProvider } from '../../support/downloads.js';
import { answer, type RawProvider, wav, withRawProvider } from '../../support/raw-provider.js';

const FILE = wav(50_000);
const FOUND = answer(200, { 'content-type': 'audio/wav' }, FILE);
const PASSWORD = 'pass word ü';

/** A provider that sends everybody to `location`, and one that has the recording and sees who comes. */
async function withTwo<T>(
  location: (other: RawProvider) => string,
  test: (first: RawProvider, other: RawProvider) => Promise<T>,
  status = 302,
): Promise<T> {
  return withRawProvider(FOUND, (other) =>
    withRawProvider(answer(status, { location: location(other) }, 'moved'), (first) => test(first, other)),
  );
}

test.each([301, 302, 303, 307, 308])('a redirect (%i) to an allowed host is followed', async (status) => {
  await withTwo(
    ({ url }) => `${url}?signed=1`,
    (first, other) =>
      withDownloads({ allowedHosts: [first.host, other.host] }, async ({ get }) => {
        expect((await get(first.url)).bytes).toBe(FILE.length);
        expect(other.requests).toHaveLength(1);
        expect(other.requests[0]).toMatch(/^GET \/recording\?signed=1 HTTP/);
        await first.isLeft();
      }),
    status,
  );
});

test.each<[string, (other: RawProvider) => string]>([
  ['another port of the same host', ({ url }) => url],
  ['loopback by another name', ({ url }) => url.replace('127.0.0.1', 'localhost')],
  ['loopback by another address', ({ url }) => url.replace('127.0.0.1', '127.0.0.2')],
  ['loopback in decimal', ({ url }) => url.replace('127.0.0.1', '2130706433')],
  ['loopback in IPv6', ({ url }) => url.replace('127.0.0.1', '[::ffff:127.0.0.1]')],
  ['every address', ({ url }) => url.replace('127.0.0.1', '0.0.0.0')],
  ['a place without a scheme', ({ host }) => `//${host}/recording`],
  ['a place behind backslashes', ({ host }) => `\\\\${host}\\recording`],
  ['https at another port', ({ host }) => `https://${host}/`],
  ['a user at another port', ({ host }) => `http://user@${host}/`],
  ['a cloud’s metadata', () => 'http://169.254.169.254/latest/meta-data/'],
  ['a cloud’s metadata in IPv6', () => 'http://[fd00:ec2::254]/latest/meta-data/'],
  ['a file', () => 'file:///etc/passwd'],
  ['data', () => `data:audio/wav;base64,${FILE.toString('base64').slice(0, 400)}`],
  ['a script', () => 'javascript:alert(1)'],
  ['no address', () => 'http://'],
])('a redirect to %s is refused, and nobody is asked', async (_, location) => {
  await withTwo(location, (first, other) =>
    withDownloads({ allowedHosts: [first.host] }, async ({ failure }) => {
      expect((await failure(first.url)).code).toBe('not_allowed');
      expect(first.requests).toHaveLength(1);
      expect(other.connections()).toBe(0);
      await first.isLeft();
    }),
  );
});

test('a user in a redirect to the same host is refused', () =>
  withProvider(
    (socket) => socket.end(answer(302, { location: `//me:secret@127.0.0.1:${socket.localPort}/` })),
    async ({ failure, url, requests }) => {
      expect((await failure(url)).code).toBe('not_allowed');
      expect(requests).toHaveLength(1);
    },
  ));

test('a redirect without a place, and a round of them, end', () =>
  withProvider(
    (socket, head) => socket.end(answer(302, head.startsWith('GET /round') ? { location: '/round?' } : {})),
    async ({ host, requests, failure }) => {
      expect((await failure(`http://${host}/nowhere`)).code).toBe('provider_error');
      expect(requests).toHaveLength(1);
      expect((await failure(`http://${host}/round`)).code).toBe('provider_error');
      expect(requests).toHaveLength(1 + 6);
    },
  ));

const authorization = `authorization: Basic ${Buffer.from(`me:${PASSWORD}`).toString('base64')}\r\n`;

const credentialsFor = (host: string) => ({ host, user: 'me', password: PASSWORD });

test('credentials go to their own host, on every hop within it', () =>
  withProvider(
    (socket, head) => socket.end(head.startsWith('GET /there ') ? FOUND : answer(302, { location: '/there' })),
    async ({ get, url, requests }) => {
      await get(url);
      expect(requests).toHaveLength(2);
      for (const request of requests) expect(request).toContain(authorization);
    },
    (host) => ({ credentials: credentialsFor(host) }),
  ));

test('credentials go to no other host: not of a URL, not of a redirect, not on the way back', async () => {
  await withTwo(
    ({ url }) => url,
    (first, other) =>
      withDownloads(
        {
          allowedHosts: [first.host, other.host],
          credentials: credentialsFor(first.host),
        },
        async ({ get }) => {
          await get(other.url);
          await get(first.url);
          expect(other.requests).toHaveLength(2);
          for (const request of other.requests) expect(request).not.toMatch(/authorization/i);
          expect(first.requests[0]).toContain(authorization);
        },
      ),
  );
  // There and back again: whoever has sent us back chose the path.
  let back = '';
  await withRawProvider(
    (socket) => socket.end(answer(302, { location: `${back}/back` })),
    (other) =>
      withRawProvider(
        (socket, head) => socket.end(head.startsWith('GET /back ') ? FOUND : answer(302, { location: other.url })),
        (first) =>
          withDownloads(
            {
              allowedHosts: [first.host, other.host],
              credentials: credentialsFor(first.host),
            },
            async ({ get }) => {
              back = `http://${first.host}`;
              await get(first.url);
              expect(first.requests).toHaveLength(2);
              expect(first.requests[0]).toContain(authorization);
              expect(first.requests[1]).not.toMatch(/authorization/i);
            },
          ),
      ),
  );
});
