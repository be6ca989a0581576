import type { Socket } from 'node:net';
import { eventually } from './eventually.js';
import { withTcpServer } from './tcp-server.js';

/** A provider that answers byte by byte as a test says. */
export interface RawProvider {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly url: string;
  /** The heads of the requests that came, in order. */
  readonly requests: readonly string[];
  /** How many connections were taken. */
  readonly connections: () => number;
  /** Resolves once no connection is open. */
  readonly isLeft: () => Promise<unknown>;
}

/** All that is sent, before the connection ends, or a function that each request calls with its connection. */
export type Respond = Buffer | string | ((socket: Socket, head: string) => unknown);

export async function withRawProvider<T>(respond: Respond, test: (provider: RawProvider) => Promise<T>): Promise<T> {
  const requests: string[] = [];
  let connections = 0;
  const taken = (socket: Socket): void => {
    connections += 1;
    let head = '';
    socket.on('data', (data) => {
      head += data.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      requests.push(head);
      if (typeof respond === 'function') respond(socket, head);
      else socket.end(respond);
      head = '';
    });
  };
  return withTcpServer(taken, ({ address, sockets }) =>
    test({
      host: address,
      url: `http://${address}/recording`,
      requests,
      connections: () => connections,
      isLeft: () => eventually(() => sockets.size === 0, 5_000),
    }),
  );
}

/** A head with its empty line. */
export function head(status: number, headers: Record<string, string | number> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n`;
}

/** A whole answer with its length. */
export function answer(
  status: number,
  headers: Record<string, string | number> = {},
  body: Buffer | string = '',
): Buffer {
  const bytes = Buffer.from(body as string);
  return Buffer.concat([Buffer.from(head(status, { 'content-length': bytes.length, ...headers })), bytes]);
}

/** A file that begins like a WAV. */
export function wav(bytes: number): Buffer {
  const file = Buffer.alloc(bytes, 'sound ');
  file.write('RIFF', 0);
  file.writeUInt32LE(bytes - 8, 4);
  file.write('WAVEfmt ', 8);
  return file;
}
