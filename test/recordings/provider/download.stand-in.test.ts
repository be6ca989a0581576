import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withDownloads } from '../../support/downloads.js';
import { audioAt, RecordingProviderProcess } from '../../support/recording-provider.js';

let provider: RecordingProviderProcess;
let host: string;

beforeAll(async () => {
  provider = await RecordingProviderProcess.start();
  host = new URL(provider.url).host;
});
afterAll(() => provider.stop());

test('of a provider that says half of its length, half is taken: nothing but the head of a WAV tells of it', () =>
  withDownloads({ allowedHosts: [host] }, async ({ get }) => {
    const file = await get(`${provider.url}/says-less/a.wav`);
    const { length } = audioAt('/says-less/a.wav');
    expect(file).toMatchObject({
      bytes: length >> 1,
      oddities: [`its head says ${length - 8} bytes, it has ${length >> 1}`],
    });
  }));

test.each([404, 503])('a recording that is not there yet (%i) is downloaded when it is', async (code) => {
  await withDownloads({ allowedHosts: [host] }, async ({ get, failure }) => {
    const url = `${provider.url}/then-ok/${code}.mp3?code=${code}`;
    expect((await failure(url)).code).toBe(code === 404 ? 'not_found' : 'provider_error');
    expect((await get(url)).contentType).toBe('audio/mpeg');
  });
});

test.each(['/endless/big.mp3', '/gzip-bomb/big.mp3'])('%s takes no more memory than a piece of it', async (address) => {
  await withDownloads({ allowedHosts: [host], maxBytes: 250_000_000, totalTimeoutMs: 60_000 }, async ({ failure }) => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const onBytes = (): void => void (most = Math.max(most, process.memoryUsage().arrayBuffers - before));
    expect((await failure(`${provider.url}${address}`, { onBytes })).code).toBe('too_large');
    // Of 250 MB; what was not collected yet is in it: 100 MB on a busy machine.
    expect(most).toBeLessThan(200_000_000);
  });
});

test('many downloads that fail at once leave nothing', () =>
  withDownloads({ allowedHosts: [host], idleTimeoutMs: 300, totalTimeoutMs: 3_000 }, async ({ failure }) => {
    const modes = ['cut', 'stall', 'says-more', 'html', 'empty', 'slow-headers', 'redirect-loop', 'status'];
    const addresses = Array.from({ length: 80 }, (_, index) => `/${modes[index % modes.length]}/${index}.mp3`);
    await Promise.all(addresses.map((address) => failure(`${provider.url}${address}`)));
  }));
