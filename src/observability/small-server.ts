import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A side port of a process: metrics or health. */
export interface SmallServer {
  /** The port it listens on, also where 0 was asked for. */
  readonly port: number;
  /** Stops listening and drops the connections that are open. */
  close(): Promise<void>;
}

/** @throws the server's error when the address cannot be bound */
export async function listenOn(server: Server, host: string, port: number): Promise<SmallServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
