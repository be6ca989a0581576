import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CuttableLink {
  /** Where to connect to instead of the target. */
  readonly address: string;
  /** Ends every connection; new ones are let through again. */
  cut(): void;
  /** Keeps what is sent to the target from now on, until `letGo`. */
  hold(): void;
  letGo(): void;
}

/**
 * A TCP link to `target` (`host:port`) that can be cut and held. A frozen process keeps its connections, and the server goes on
 * handing tasks to its polls, which swallow them for up to a minute: cutting the link is what a dying host does.
 */
export async function withCuttableLink(target: string, test: (link: CuttableLink) => Promise<void>): Promise<void> {
  const separator = target.lastIndexOf(':');
  const [host, port] = [target.slice(0, separator), Number(target.slice(separator + 1))];
  const sockets = new Set<Socket>();
  const links = new Set<{ open(): unknown; shut(): unknown }>();
  let isHeld = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = connect({ host, port });
    keep(near);
    keep(far);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    far.pipe(near);
    const ways = { open: () => near.pipe(far), shut: () => near.unpipe(far) };
    links.add(ways);
    near.on('close', () => links.delete(ways));
    if (!isHeld) ways.open();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  try {
    await test({
      address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      cut,
      hold() {
        isHeld = true;
        links.forEach((ways) => ways.shut());
      },
      letGo() {
        isHeld = false;
        links.forEach((ways) => ways.open());
      },
    });
  } finally {
    cut();
    server.close();
  }
}
