import { buildConnector, Pool } from 'undici';
import { retryAfterSeconds } from '../recordings/provider/retry-after.js';

/** Where a provider is, and how long it may take. */
interface ProviderSettings {
  /** Origin and, where the provider has one, a path that all its routes begin with. */
  readonly baseUrl: string;
  /** Name look-up, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** The whole request with its answer: more than for the connection, and well under the lease of an outbox row (60 s). */
  readonly timeoutMs: number;
}

/** One question. */
interface ProviderQuestion {
  /** Below the base address. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One request that sends something. */
interface ProviderRequest extends ProviderQuestion {
  readonly body: string;
}

/** What became of one request. Its codes name no host and no address: they are kept and shown. */
export type ProviderAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfterMs: number | null;
      /** The JSON of the body; undefined where it is none, or where its end did not come. */
      readonly body: unknown;
    }
  /** Nothing was sent: there was no connection to send it over. */
  | { readonly kind: 'no connection'; readonly code: string }
  /** It was sent, and no answer came. */
  | { readonly kind: 'lost'; readonly code: string };

const MAX_ANSWER_BYTES = 65_536;
const MAX_HEADER_BYTES = 16_384;
/**
 * A connection that has been idle for longer is not used again: a provider that closes it in the moment in which we write
 * leaves a message whose fate is unknown. Providers keep theirs for a minute and more.
 */
const KEEP_IDLE_MS = 1_000;

class NoConnection extends Error {
  constructor(readonly code: string) {
    super(`no connection: ${code}`);
    this.name = 'NoConnection';
  }
}

/**
 * Sends each request once: no retry, no redirect, no second connection. Whether a request has left the house is what
 * decides between "send it again" and "it may have arrived". The connector alone knows: an error that it reports was
 * there before a byte was written. Error codes do not tell (ECONNRESET comes before and after).
 */
export class ProviderConnections {
  readonly #pool: Pool;
  readonly #prefix: string;
  readonly #timeoutMs: number;

  constructor({ baseUrl, connectTimeoutMs, timeoutMs }: ProviderSettings) {
    const { origin, pathname } = new URL(baseUrl);
    this.#prefix = pathname.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs;
    this.#pool = new Pool(origin, {
      connect: connectorOf(connectTimeoutMs),
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: KEEP_IDLE_MS,
      keepAliveMaxTimeout: KEEP_IDLE_MS,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxHeaderSize: MAX_HEADER_BYTES,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
  }

  /** Never throws for what the provider or the network does. @param stop gives the answer up: the request may have arrived */
  post(request: ProviderRequest, stop?: AbortSignal): Promise<ProviderAnswer> {
    return this.#ask('POST', request, stop);
  }

  /** The same for a question that changes nothing. */
  get(question: ProviderQuestion, stop?: AbortSignal): Promise<ProviderAnswer> {
    return this.#ask('GET', question, stop);
  }

  async #ask(
    method: 'GET' | 'POST',
    { path, headers, body }: ProviderQuestion & Partial<ProviderRequest>,
    stop: AbortSignal | undefined,
  ): Promise<ProviderAnswer> {
    const timeUp = AbortSignal.timeout(this.#timeoutMs);
    const signal = stop ? AbortSignal.any([timeUp, stop]) : timeUp;
    let head;
    try {
      head = await this.#pool.request({
        method,
        path: `${this.#prefix}${path}`,
        headers: { accept: 'application/json', 'user-agent': 'BulkGate', ...headers },
        body: body ?? null,
        signal,
      });
    } catch (error) {
      return error instanceof NoConnection
        ? { kind: 'no connection', code: error.code }
        : { kind: 'lost', code: signal.aborted ? 'timeout' : lossOf(error) };
    }
    const seconds = retryAfterSeconds(String(head.headers['retry-after'] ?? ''));
    return {
      kind: 'answered',
      status: head.statusCode,
      retryAfterMs: seconds === undefined ? null : seconds * 1_000,
      // A status that came is an answer, whatever becomes of its body.
      body: await head.body.json().catch(() => undefined),
    };
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

function connectorOf(timeoutMs: number): buildConnector.connector {
  // Set here, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not turn it off for secrets and numbers.
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false, rejectUnauthorized: true });
  return (options, callback) =>
    connect(options, (error, socket) => {
      if (error) callback(new NoConnection(wordOf(error) ?? 'no_connection'), null);
      else callback(null, socket);
    });
}

function lossOf(error: unknown): string {
  const word = wordOf(error);
  return word === 'UND_ERR_HEADERS_TIMEOUT' ? 'timeout' : (word ?? 'no_answer');
}

/** The operating system's word or the library's: a message may name the host. */
function wordOf(error: unknown): string | null {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : null;
}
