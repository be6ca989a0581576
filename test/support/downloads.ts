import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import { DownloadFailed } from '../../src/recordings/fetch-failure.js';
import { createHttpRecordingProvider } from '../../src/recordings/provider/http-recording-provider.js';
import type { HttpProviderSettings } from '../../src/recordings/provider/http-provider-settings.js';
import type { DownloadedFile, RecordingProvider } from '../../src/recordings/provider/recording-provider.js';
import { eventually } from './eventually.js';
import { type RawProvider, type Respond, withRawProvider } from './raw-provider.js';

type Download = RecordingProvider['download'];
type Options = NonNullable<Parameters<Download>[2]>;

export interface Downloads {
  readonly folder: string;
  readonly client: RecordingProvider;
  /** Downloads to `folder`; returns where to, besides. */
  readonly get: (url: string, options?: Options) => Promise<DownloadedFile & { readonly path: string }>;
  /** The failure that a download ends with. */
  readonly failure: (url: string, options?: Options) => Promise<DownloadFailed>;
}

/**
 * The real client with a folder of its own. In the end every failed download has left nothing: no file in the folder, and no
 * file descriptor, whether of a file or of a socket, in this process.
 */
export async function withDownloads<T>(
  settings: Pick<HttpProviderSettings, 'allowedHosts'> & Partial<HttpProviderSettings>,
  test: (downloads: Downloads) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bulkgate-downloads-'));
  const client = createHttpRecordingProvider({
    allowLoopback: true,
    connectTimeoutMs: 2_000,
    idleTimeoutMs: 5_000,
    totalTimeoutMs: 10_000,
    maxBytes: 10_000_000,
    ...settings,
  });
  let files = 0;
  const kept: string[] = [];
  const download = async (url: string, options?: Options) => {
    const to = path.join(folder, `${++files}.part`);
    const file = await client.download(url, to, options);
    kept.push(path.basename(to));
    return { ...file, path: to };
  };
  try {
    const descriptors = await openDescriptors();
    const result = await test({
      folder,
      client,
      get: download,
      async failure(url, options) {
        const error: unknown = await download(url, options).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (!(error instanceof DownloadFailed)) throw new Error('it did not end as a DownloadFailed', { cause: error });
        return error;
      },
    });
    expect(await readdir(folder)).toEqual(kept);
    await eventually(async () => (await openDescriptors()) <= descriptors, 5_000);
    return result;
  } finally {
    await client.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Downloads from a provider of the test's own, the one allowed host; in the end no connection to it is open. */
export function withProvider<T>(
  respond: Respond,
  test: (parts: Downloads & RawProvider) => Promise<T>,
  settings: Partial<HttpProviderSettings> | ((host: string) => Partial<HttpProviderSettings>) = {},
): Promise<T> {
  return withRawProvider(respond, (provider) =>
    withDownloads(
      { allowedHosts: [provider.host], ...(typeof settings === 'function' ? settings(provider.host) : settings) },
      async (downloads) => {
        const result = await test({ ...downloads, ...provider });
        await provider.isLeft();
        return result;
      },
    ),
  );
}

async function openDescriptors(): Promise<number> {
  return (await readdir('/dev/fd')).length;
}
