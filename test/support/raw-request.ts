import { HttpSocket, type SocketAnswer } from './http-socket.js';

export interface RawRequest {
  readonly method?: string;
  /** Sent as it is: dots, slashes and escapes stay, which `fetch` would tidy up. */
  readonly path: string;
  /** Sent as they are, a list of values as several headers. `Host` is the address asked unless it stands here. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** More lines of the head, whatever they hold; sent as UTF-8. */
  readonly lines?: readonly string[];
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of the answer; empty where it has none. */
  readonly body: Record<string, unknown>;
}

/** A request whose body has not been sent to its end. */
export interface HalfSent {
  /** Sends the rest. */
  finish(): Promise<RawAnswer>;
}

/**
 * Asks with exactly this path, method, headers and body, which `fetch` would refuse or change: Origin, Host, Cookie, one
 * header twice.
 *
 * @param url without a path
 */
export function rawRequest(url: string, request: RawRequest): Promise<RawAnswer> {
  return sendHalf(url, request).finish();
}

/** Sends the head of a request and three quarters of its body, and no more until it is told to. */
export function sendHalf(url: string, { method = 'GET', path, headers, lines = [], body }: RawRequest): HalfSent {
  const hasLength = body !== undefined || !['GET', 'HEAD'].includes(method);
  const bytes = Buffer.from(body ?? '');
  const all = {
    host: new URL(url).host,
    connection: 'close',
    ...(hasLength ? { 'content-length': String(bytes.length) } : {}),
    ...headers,
  };
  const named = Object.entries(all).flatMap(([name, values]) =>
    (typeof values === 'string' ? [values] : values).map((value) => `${name}: ${value}`),
  );
  const half = Math.floor((bytes.length * 3) / 4);
  const socket = HttpSocket.open(url);
  socket.send(`${method} ${path}`, [...named, ...lines.map((line) => Buffer.from(line).toString('latin1'))]);
  if (half > 0) socket.write(bytes.subarray(0, half));
  return {
    async finish() {
      if (bytes.length > 0) socket.write(bytes.subarray(half));
      try {
        return rawAnswer(await socket.answer({ hasBody: method !== 'HEAD' }));
      } finally {
        socket.destroy();
      }
    },
  };
}

/** What comes back for these bytes until the server closes the connection. They need not be HTTP. */
export function answerToBytes(url: string, bytes: string): Promise<string> {
  const socket = HttpSocket.open(url);
  socket.write(bytes);
  return socket.rest();
}

function rawAnswer({ status, headers, body }: SocketAnswer): RawAnswer {
  const text = body.toString();
  const given = [...headers].flatMap(([name, values]) => values.map((value) => [name, value] as [string, string]));
  const isJson = text !== '' && (headers.get('content-type')?.[0] ?? '').includes('json');
  return {
    status,
    headers: new Headers(given),
    text,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}
