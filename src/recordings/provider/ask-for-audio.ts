import type { Readable } from 'node:stream';
import { Client } from 'undici';
import { DownloadFailed } from '../fetch-failure.js';
import { type PromisedAudio, promisedAudio, redirectIn } from './answer-head.js';
import { decodeBody } from './decode-body.js';
import { failureOfTransfer } from './failure-of.js';
import type { HttpProviderSettings } from './http-provider-settings.js';
import { providerSockets } from './provider-sockets.js';

const MAX_HEADER_BYTES = 16 * 1024;
/** Each of them (1xx) begins the wait for the answer anew. */
const MAX_INTERIM_ANSWERS = 10;

export interface AudioRequest {
  /** Checked already. */
  readonly url: URL;
  readonly authorization: string | undefined;
  /** Aborted, it closes the connection in whatever state. */
  readonly signal: AbortSignal;
}

/**
 * Asks once, on a connection of its own, and gives the audio that comes to `take`. When this settles the connection is
 * closed.
 *
 * @returns what `take` made of the audio, or where the provider would rather have us ask
 * @throws DownloadFailed; what `take` throws
 */
export async function askForAudio<T>(
  { url, authorization, signal }: AudioRequest,
  settings: HttpProviderSettings,
  take: (pieces: AsyncIterable<Buffer>, promised: PromisedAudio) => Promise<T>,
): Promise<{ readonly saved: T } | { readonly redirectedTo: string }> {
  let body: Readable | null = null;
  // undici 8 fails an answer whose connection ends while its body waits to be taken, if the answer allowed the connection
  // to be kept; also where the whole body has come. (Its pull request 5474 mends answers that close it.) So undici reads on
  // first: what is left of the answer is what the socket has taken in.
  const sockets = providerSockets(settings, () => body?._read(0));
  const client = new Client(url.origin, {
    connect: sockets.connect,
    pipelining: 0, // no keep-alive
    headersTimeout: settings.idleTimeoutMs,
    bodyTimeout: settings.idleTimeoutMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    // As sent: what is compressed can be long and decode to nothing.
    maxResponseSize: settings.maxBytes,
  });
  const end = async (reason: Error): Promise<void> => {
    await client.destroy(reason);
    await sockets.destroyAll();
  };
  // undici's own signal is not heard by a request that waits for its connection.
  const giveUp = (): void => void end(new Error('given up'));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    signal.throwIfAborted();
    let interimAnswers = 0;
    const asked = client.request({
      method: 'GET',
      path: `${url.pathname}${url.search}`,
      headers: headersWith(authorization),
      onInfo() {
        if (++interimAnswers > MAX_INTERIM_ANSWERS) void end(new DownloadFailed('provider_error'));
      },
    });
    const answer = await asked.catch((error: unknown) => {
      throw failureOfTransfer(error);
    });
    body = answer.body;
    const redirectedTo = redirectIn(answer);
    if (redirectedTo !== null) return { redirectedTo };
    const promised = promisedAudio(answer, settings.maxBytes);
    return { saved: await take(decodeBody(body, promised.coding), promised) };
  } finally {
    signal.removeEventListener('abort', giveUp);
    await end(new Error('ended'));
  }
}

function headersWith(authorization: string | undefined): Record<string, string> {
  const headers = { accept: 'audio/*', 'accept-encoding': 'identity', 'user-agent': 'BulkGate' };
  return authorization === undefined ? headers : { ...headers, authorization };
}
