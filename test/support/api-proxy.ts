import { type IncomingMessage, request } from 'node:http';
import { withHttpServer } from './tcp-server.js';

export interface ApiProxy {
  /** Without a slash at its end. */
  readonly url: string;
  /** What was asked for, as method and path. */
  readonly asked: readonly string[];
  /** Requests of such an address that are open now. */
  readonly open: (path: string) => number;
  /** Passes requests on to another server from now on; null: breaks every connection, and nobody is there. */
  pointTo(url: string | null): void;
}

/** A proxy before the API that tells what pages ask of it. The browser's `Host` goes through. */
export function withApiProxy(url: string, use: (proxy: ApiProxy) => Promise<void>): Promise<void> {
  let target: string | null = url;
  const asked: string[] = [];
  const open = new Set<IncomingMessage>();
  return withHttpServer(
    (incoming, answer) => {
      const { method, headers, url: address = '' } = incoming;
      if (target === null) {
        incoming.destroy();
        return;
      }
      asked.push(`${method} ${address}`);
      open.add(incoming);
      const passed = request(`${target}${address}`, { method, headers }, (got) => {
        answer.writeHead(got.statusCode!, got.headers);
        got.pipe(answer);
      });
      passed.on('error', () => answer.destroy());
      answer.on('close', () => {
        open.delete(incoming);
        passed.destroy();
      });
      incoming.pipe(passed);
    },
    (published, server) =>
      use({
        url: published,
        asked,
        open: (path) => [...open].filter((incoming) => incoming.url === path).length,
        pointTo(changed) {
          target = changed;
          if (changed === null) server.breakAll();
        },
      }),
  );
}
