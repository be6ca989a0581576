import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One connection by way of the link: the client's end, and PostgreSQL's. */
export interface Linked {
  readonly near: Socket;
  readonly far: Socket;
}

export interface DatabaseLink {
  /** The given database's address by way of this link. */
  readonly url: string;
  /** Breaks every connection. */
  breakAll(): void;
}

/**
 * A TCP link to PostgreSQL for tests that lose something on it.
 *
 * @param isDown whether a new connection is turned away
 * @param linked joins the two ends as the test wants it: nothing is handed on by itself
 */
export async function withDatabaseLink(
  databaseUrl: string,
  { isDown, linked }: { readonly isDown: () => boolean; readonly linked: (connection: Linked) => void },
  test: (link: DatabaseLink) => Promise<void>,
): Promise<void> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const breakAll = (): void => sockets.forEach((socket) => socket.destroy());
  const server = createServer((near) => {
    if (isDown()) return void near.destroy();
    const far = connect({ host: target.hostname, port: Number(target.port) });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    linked({ near, far });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await test({ url: url.href, breakAll });
  } finally {
    breakAll();
    server.close();
  }
}
