import { connect, type Socket } from 'node:net';
import { type TcpServer, withTcpServer } from './tcp-server.js';

/** One connection by way of the proxy: the client's end, and the target's. */
export interface Proxied {
  readonly near: Socket;
  readonly far: Socket;
}

export interface TcpProxy extends TcpServer {
  /** Keeps what is sent to the target from now on, until `letGo`. */
  hold(): void;
  letGo(): void;
}

/**
 * A proxy before `target` (`host:port`) whose connections a test can break and hold. A frozen process keeps its connections,
 * and a server goes on handing tasks to its polls, which swallow them for up to a minute: breaking them is what a dying
 * host does.
 */
export function withTcpProxy<T>(target: string, test: (proxy: TcpProxy) => Promise<T>): Promise<T> {
  let held: (() => void)[] | null = null;
  const join = ({ near, far }: Proxied): void => {
    near.on('data', (chunk) => {
      const send = (): unknown => far.write(chunk);
      if (held) held.push(send);
      else send();
    });
    far.on('data', (chunk) => near.write(chunk));
  };
  return withProxy(target, join, (server) =>
    test({
      ...server,
      hold: () => (held = []),
      letGo() {
        held?.forEach((send) => send());
        held = null;
      },
    }),
  );
}

/** @param join joins the two ends of a connection: nothing is handed on by itself */
export function withProxy<T>(
  target: string,
  join: (connection: Proxied) => void,
  test: (server: TcpServer) => Promise<T>,
): Promise<T> {
  const { hostname, port } = new URL(`tcp://${target}`);
  return withTcpServer((near) => {
    const far = connect({ host: hostname, port: Number(port) });
    far.on('error', () => far.destroy()).on('close', () => near.destroy());
    near.on('close', () => far.destroy());
    join({ near, far });
  }, test);
}
