import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { HttpProviderSettings } from '../../../src/recordings/provider/http-provider-settings.js';
import { withDownloads } from '../../support/downloads.js';
import { type RawProvider, withRawProvider } from '../../support/raw-provider.js';
import { audioAt, RecordingProviderProcess } from '../../support/recording-provider.js';

let provider: RecordingProviderProcess;
let host: string;

beforeAll(async () => {
  provider = await RecordingProviderProcess.start();
  host = new URL(provider.url).host;
});
afterAll(() => provider.stop());

test.each([
  '/ok/a.wav',
  '/ok/a.mp3',
  '/chunked/a.mp3',
  '/gzip/a.wav',
  '/slow/a.wav?ms=300',
  '/late/a.wav?ms=300',
  '/ok/b.wav?bytes=700000',
])('%s is downloaded byte for byte', async (address) => {
  await withDownloads({ allowedHosts: [host] }, async ({ get }) => {
    const file = await get(`${provider.url}${address}`);
    const audio = audioAt(address);
    expect(audio.equals(await readFile(file.path))).toBe(true);
    expect(file).toMatchObject({
      bytes: audio.length,
      contentType: address.includes('.wav') ? 'audio/wav' : 'audio/mpeg',
      sha256: createHash('sha256').update(audio).digest('hex'),
    });
  });
});

test.each<[string, string, Partial<HttpProviderSettings>?]>([
  ['/says-more/a.mp3', 'incomplete'],
  ['/cut/a.mp3', 'incomplete'],
  ['/cut/a.wav?bytes=600000', 'incomplete'],
  ['/stall/a.mp3', 'too_slow', { idleTimeoutMs: 300 }],
  ['/late/a.mp3?ms=5000', 'too_slow', { idleTimeoutMs: 300 }],
  ['/slow-headers/a.mp3', 'too_slow', { idleTimeoutMs: 300 }],
  ['/slow-headers/b.mp3?ms=5', 'too_slow', { totalTimeoutMs: 500 }],
  ['/slow-body/a.mp3', 'too_slow', { totalTimeoutMs: 500 }],
  ['/slow/a.mp3?ms=5000', 'too_slow', { totalTimeoutMs: 500 }],
  ['/endless/a.mp3', 'too_large'],
  ['/ok/a.mp3?bytes=10000001', 'too_large'],
  ['/gzip-bomb/a.mp3', 'too_large'],
  ['/gzip/a.wav?bytes=10000100', 'too_large'],
  ['/html/a.mp3', 'not_audio'],
  ['/wrong-type/a.mp3', 'not_audio'],
  ['/wrong-type/a.mp3?type=video/mpeg', 'not_audio'],
  ['/empty/a.mp3', 'empty'],
  ['/redirect-loop/a.mp3', 'provider_error'],
  ['/auth/a.mp3', 'refused'],
  ['/status/a.mp3?code=401', 'refused'],
  ['/status/a.mp3?code=403', 'refused'],
  ['/status/a.mp3?code=404', 'not_found'],
  ['/status/a.mp3?code=410', 'not_found'],
  ['/status/a.mp3?code=429&retry-after=9', 'provider_error'],
  ['/status/a.mp3?code=500', 'provider_error'],
  ['/status/a.mp3?code=503', 'provider_error'],
])('%s ends as %s, in time, and leaves no file', async (address, code, limits = {}) => {
  await withDownloads({ allowedHosts: [host], ...limits }, async ({ failure }) => {
    const begun = performance.now();
    const failed = await failure(`${provider.url}${address}`);
    expect(failed.code).toBe(code);
    expect(failed.retryAfterSeconds).toBe(address.includes('retry-after') ? 9 : undefined);
    expect(performance.now() - begun).toBeLessThan(40_000);
  });
});

test('of a provider that says half of its length, half is taken: nothing but the head of a WAV tells of it', async () => {
  await withDownloads({ allowedHosts: [host] }, async ({ get }) => {
    const file = await get(`${provider.url}/says-less/a.wav`);
    const { length } = audioAt('/says-less/a.wav');
    expect(file).toMatchObject({
      bytes: length >> 1,
      oddities: [`its head says ${length - 8} bytes, it has ${length >> 1}`],
    });
  });
});

test.each([404, 503])('a recording that is not there yet (%i) is downloaded when it is', async (code) => {
  await withDownloads({ allowedHosts: [host] }, async ({ get, failure }) => {
    const url = `${provider.url}/then-ok/${code}.mp3?code=${code}`;
    expect((await failure(url)).code).toBe(code === 404 ? 'not_found' : 'provider_error');
    expect((await get(url)).contentType).toBe('audio/mpeg');
  });
});

test.each<[string, (sink: RawProvider) => string]>([
  ['loopback', ({ url }) => url],
  ['loopback by name', ({ url }) => url.replace('127.0.0.1', 'localhost')],
  ['a metadata address', () => 'http://169.254.169.254/latest/meta-data/'],
  ['another port', ({ host: other }) => `http://${host.split(':')[0]}:${other.split(':')[1]}/`],
  ['another scheme', ({ host: other }) => `https://${other}/`],
])('a redirect to %s is not_allowed, and nothing reaches it', async (_, to) => {
  await withRawProvider(
    (socket) => socket.end(),
    async (sink) => {
      const credentials = { host, user: 'me', password: 'secret' };
      await withDownloads({ allowedHosts: [host], credentials }, async ({ failure }) => {
        const address = `/redirect/a.mp3?to=${encodeURIComponent(to(sink))}`;
        expect((await failure(`${provider.url}${address}`)).code).toBe('not_allowed');
        expect(sink.connections()).toBe(0);
      });
    },
  );
});

test('the provider sees the credentials that it asks for', async () => {
  const credentials = { user: 'me', password: 'pass word' };
  const locked = await RecordingProviderProcess.start({ credentials });
  try {
    const only = new URL(locked.url).host;
    await withDownloads({ allowedHosts: [only] }, async ({ failure }) => {
      expect((await failure(`${locked.url}/ok/a.mp3`)).code).toBe('refused');
    });
    const settings = { allowedHosts: [only], credentials: { host: only, ...credentials } };
    await withDownloads(settings, async ({ get }) => {
      expect((await get(`${locked.url}/ok/a.mp3`)).contentType).toBe('audio/mpeg');
    });
  } finally {
    await locked.stop();
  }
});

test.each(['/endless/big.mp3', '/gzip-bomb/big.mp3'])('%s takes no more memory than a piece of it', async (address) => {
  await withDownloads({ allowedHosts: [host], maxBytes: 300_000_000, totalTimeoutMs: 60_000 }, async ({ failure }) => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const onBytes = (): void => void (most = Math.max(most, process.memoryUsage().arrayBuffers - before));
    expect((await failure(`${provider.url}${address}`, { onBytes })).code).toBe('too_large');
    // Of 300 MB; what was not collected yet is in it.
    expect(most).toBeLessThan(128_000_000);
  });
});

test('many downloads that fail at once leave nothing', async () => {
  await withDownloads({ allowedHosts: [host], idleTimeoutMs: 300, totalTimeoutMs: 3_000 }, async ({ failure }) => {
    const modes = ['cut', 'stall', 'says-more', 'html', 'empty', 'slow-headers', 'redirect-loop', 'status'];
    const addresses = Array.from({ length: 80 }, (_, index) => `/${modes[index % modes.length]}/${index}.mp3`);
    await Promise.all(addresses.map((address) => failure(`${provider.url}${address}`)));
  });
});
