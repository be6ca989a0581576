import { request } from 'node:http';
import { withHttpServer } from './tcp-server.js';

/**
 * A proxy that publishes a server under a path, which it takes off before it asks. The browser's `Host` goes through.
 *
 * @param use given the address of what it publishes, without a slash at its end
 */
export function withPathProxy(url: string, path: string, use: (url: string) => Promise<void>): Promise<void> {
  return withHttpServer(
    (asked, answer) => {
      const { method, headers, url: address = '' } = asked;
      if (!address.startsWith(`${path}/`)) {
        answer.writeHead(404).end();
        return;
      }
      const passed = request(`${url}${address.slice(path.length)}`, { method, headers }, (got) => {
        answer.writeHead(got.statusCode!, got.headers);
        got.pipe(answer);
      });
      passed.on('error', () => answer.destroy());
      answer.on('close', () => passed.destroy());
      asked.pipe(passed);
    },
    (published) => use(`${published}${path}`),
  );
}
