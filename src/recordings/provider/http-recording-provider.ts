import { DownloadFailed } from '../fetch-failure.js';
import { askForAudio } from './ask-for-audio.js';
import type { HttpProviderSettings } from './http-provider-settings.js';
import { isAtHost, providerHosts } from './provider-hosts.js';
import type { DownloadedFile, RecordingProvider } from './recording-provider.js';
import { saveAudio } from './save-audio.js';
import { withinLimits } from './within-limits.js';

type OnBytes = (soFar: number) => void;

const MAX_REDIRECTS = 5;

/**
 * Downloads recordings over HTTP, from allowed hosts alone.
 *
 * Each request has a connection of its own, which is closed before the download settles: a connection that is kept could
 * be one that the provider has closed meanwhile, and could hold the rest of one recording where the next is
 * expected. It costs a handshake for each download, little beside a recording.
 *
 * @throws Error where a setting is none; it names the setting
 */
export function createHttpRecordingProvider(settings: HttpProviderSettings): RecordingProvider {
  const { totalTimeoutMs } = settings;
  const follow = follower(settings);
  // A switch for each: one for all would have more listeners than Node takes for well.
  const running = new Map<AbortController, Promise<DownloadedFile>>();
  let isClosed = false;
  const closed = (): Error => new Error('the client of the provider was closed');
  return {
    async download(url, path, { signal, onBytes = () => undefined } = {}) {
      if (isClosed) throw closed();
      const stop = new AbortController();
      const signals = signal ? [signal, stop.signal] : [stop.signal];
      const download = withinLimits(totalTimeoutMs, signals, (limit) => follow(url, path, limit, onBytes));
      running.set(stop, download);
      try {
        return await download;
      } finally {
        running.delete(stop);
      }
    },
    async close() {
      isClosed = true;
      for (const stop of running.keys()) stop.abort(closed());
      await Promise.allSettled(running.values());
    },
  };
}

/** What a download does within its limits: asks, and goes where it is sent, as far as that is allowed. */
function follower(settings: HttpProviderSettings) {
  const { credentials, maxBytes } = settings;
  const hosts = providerHosts(settings.allowedHosts, settings);
  const isCredentialsHost = credentials ? isAtHost(credentials.host) : () => false;
  const authorization = credentials && basicAuthorization(credentials);
  if (credentials && !settings.allowedHosts.includes(credentials.host)) {
    throw new Error('credentials.host is none of allowedHosts');
  }

  return async (url: string, path: string, signal: AbortSignal, onBytes: OnBytes): Promise<DownloadedFile> => {
    let at = hosts.check(url);
    // Once it has led elsewhere, a way back may be of somebody else's making.
    let isTrusted = true;
    for (let redirects = 0; ; redirects++) {
      isTrusted &&= isCredentialsHost(at);
      const request = { url: at, authorization: isTrusted ? authorization : undefined, signal };
      const answer = await askForAudio(request, settings, (pieces, promised) =>
        saveAudio(pieces, path, { maxBytes, promised, signal, onBytes }),
      );
      if ('saved' in answer) return answer.saved;
      // Round and round, too: the provider's fault, and perhaps mended soon.
      if (redirects === MAX_REDIRECTS) throw new DownloadFailed('provider_error');
      at = hosts.check(answer.redirectedTo, at);
    }
  };
}

/** The header's value (RFC 7617). @throws Error where the name holds a colon, which would end it */
function basicAuthorization({ user, password }: { readonly user: string; readonly password: string }): string {
  if (user.includes(':')) throw new Error('credentials.user must not hold a colon');
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}
