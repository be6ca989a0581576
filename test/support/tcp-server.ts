import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export interface TcpServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** Its open connections. */
  readonly sockets: ReadonlySet<Socket>;
  /** Ends every connection; new ones are taken again. */
  breakAll(): void;
}

/**
 * A server that a test makes of plain sockets. A reset connection is an end like any other.
 *
 * @param taken called with each new connection
 * @param server another kind, with listeners of its own: one that speaks TLS
 */
export async function withTcpServer<T>(
  taken: (socket: Socket) => void,
  test: (server: TcpServer) => Promise<T>,
  server: Server = createServer(),
): Promise<T> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    taken(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = (): void => sockets.forEach((socket) => socket.destroy());
  try {
    return await test({ address: `127.0.0.1:${(server.address() as AddressInfo).port}`, sockets, breakAll });
  } finally {
    breakAll();
    server.close();
  }
}

/** A server of HTTP that a test makes. @param test given its URL, without a slash at its end */
export function withHttpServer<T>(
  answer: RequestListener,
  test: (url: string, server: TcpServer) => Promise<T>,
): Promise<T> {
  const taken = (): void => undefined;
  return withTcpServer(taken, (server) => test(`http://${server.address}`, server), createHttpServer(answer));
}

/**
 * A server that takes connections and never answers: a Temporal that is away. A refused port would not do: the SDK goes
 * on trying it, and throws from a timer when its connection is closed meanwhile.
 */
export function withSilentServer<T>(test: (address: string) => Promise<T>): Promise<T> {
  return withTcpServer(
    () => undefined,
    ({ address }) => test(address),
  );
}
