import { Client } from 'undici';
import type { AudioType } from '../audio-type.js';
import { DownloadFailed } from '../download-failure.js';
import { promisedAudio, redirectIn } from './answer-head.js';
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
  take: (pieces: AsyncIterable<Buffer>, mayBe: readonly AudioType[]) => Promise<T>,
): Promise<{ readonly saved: T } | { readonly redirectedTo: string }> {
  const sockets = providerSockets(settings);
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
    const answer = await request(client, url, authorization, end);
    const redirectedTo = redirectIn(answer);
    if (redirectedTo !== null) return { redirectedTo };
    const { mayBe, coding } = promisedAudio(answer, settings.maxBytes);
    return { saved: await take(decodeBody(answer.body, coding), mayBe) };
  } finally {
    signal.removeEventListener('abort', giveUp);
    await end(new Error('ended'));
  }
}

async function request(
  client: Client,
  url: URL,
  authorization: string | undefined,
  end: (reason: Error) => Promise<void>,
) {
  let interimAnswers = 0;
  try {
    return await client.request({
      method: 'GET',
      path: `${url.pathname}${url.search}`,
      headers: {
        accept: 'audio/*',
        'accept-encoding': 'identity',
        'user-agent': 'BulkGate',
        ...(authorization === undefined ? {} : { authorization }),
      },
      onInfo: () => {
        if (++interimAnswers > MAX_INTERIM_ANSWERS) void end(new DownloadFailed('provider_error'));
      },
    });
  } catch (error) {
    throw failureOfTransfer(error);
  }
}
