import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SigningKey } from './token-forge.js';

export interface JwksServer {
  readonly url: string;
  /** When each request came, in milliseconds of `performance.now()`. */
  readonly asked: readonly number[];
  /** Whose keys it publishes from now on. */
  publish(...keys: readonly Pick<SigningKey, 'jwk'>[]): void;
  /** What it answers from now on, in place of a key set. */
  answerWith(listener: RequestListener): void;
  /** Refuses connections from now on. */
  close(): Promise<void>;
  /** Listens again, at the same address. */
  open(): Promise<void>;
}

/** The other party: publishes public keys on loopback, and counts who asks. */
export async function withJwksServer<T>(test: (server: JwksServer) => Promise<T>): Promise<T> {
  let answer: RequestListener = (_, response) => response.end('{"keys":[]}');
  const asked: number[] = [];
  const server = createServer((request, response) => {
    asked.push(performance.now());
    answer(request, response);
  });
  const port = await listen(server, 0);
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  try {
    return await test({
      url: `http://127.0.0.1:${port}/jwks.json`,
      asked,
      publish(...keys) {
        const text = JSON.stringify({ keys: keys.map(({ jwk }) => jwk) });
        answer = (_, response) => response.setHeader('content-type', 'application/json').end(text);
      },
      answerWith(listener) {
        answer = listener;
      },
      close,
      open: async () => void (await listen(server, port)),
    });
  } finally {
    await close();
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
