import { createServer, type ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { handleInOrder } from '../../../src/http/pipelined-requests.js';
import { listenOn } from '../../../src/observability/small-server.js';
import { withCleanups } from '../../support/cleanups.js';
import { eventually } from '../../support/eventually.js';
import { HttpSocket } from '../../support/http-socket.js';

/** A server that answers when it is told to. */
async function withServer(
  test: (server: {
    readonly connect: () => Promise<HttpSocket>;
    /** Paths that are being handled, in the order in which they came. */
    readonly handled: Map<string, ServerResponse>;
    readonly dropped: () => number;
  }) => Promise<void>,
): Promise<void> {
  await withCleanups(async ({ defer, opened }) => {
    const handled = new Map<string, ServerResponse>();
    let dropped = 0;
    const server = createServer((request, response) => handled.set(request.url!, response));
    handleInOrder(server, () => dropped++);
    const { port } = await opened(listenOn(server, '127.0.0.1', 0), (listening) => listening.close());
    const connect = async (): Promise<HttpSocket> => {
      const socket = await HttpSocket.connect(`http://127.0.0.1:${port}`);
      defer(() => socket.destroy());
      return socket;
    };
    await test({ connect, handled, dropped: () => dropped });
  });
}

test('of a connection one request is handled at a time, while other connections are served', () =>
  withServer(async ({ connect, handled, dropped }) => {
    const [piped, other] = [await connect(), await connect()];
    for (let n = 0; n < 50; n++) piped.send(`GET /${n}`);
    await eventually(() => handled.has('/0'));
    other.send('GET /other');
    await eventually(() => handled.has('/other'));
    handled.get('/other')!.end('x');
    expect((await other.answer({ hasBody: false })).status).toBe(200);
    for (let n = 0; n < 50; n++) {
      await eventually(() => handled.has(`/${n}`));
      expect(handled.has(`/${n + 1}`)).toBe(false);
      handled.get(`/${n}`)!.setHeader('content-length', 1).end('x');
      await piped.answer();
    }
    expect(dropped()).toBe(0);
    // Idle in between, and served as before.
    piped.send('GET /later');
    await eventually(() => handled.has('/later'));
  }));

test('a connection with too many unanswered requests is closed, and what it asked for is not handled', () =>
  withServer(async ({ connect, handled, dropped }) => {
    const piped = await connect();
    for (let n = 0; n < 5_000; n++) piped.send(`GET /${n}`);
    await eventually(() => piped.isOver);
    expect([[...handled.keys()], dropped()]).toEqual([['/0'], 1]);
    handled.get('/0')!.end();
    const other = await connect();
    other.send('GET /other');
    await eventually(() => handled.has('/other'));
    expect(handled.size).toBe(2);
  }));

test('what follows an answer that ends its connection, or a client that has left, is not handled', () =>
  withServer(async ({ connect, handled }) => {
    const [ended, left] = [await connect(), await connect()];
    for (const path of ['/a', '/b']) ended.send(`GET ${path}`);
    for (const path of ['/c', '/d']) left.send(`GET ${path}`);
    await eventually(() => handled.has('/a') && handled.has('/c'));
    handled.get('/a')!.setHeader('connection', 'close').end('x');
    await eventually(() => ended.isOver);
    left.destroy();
    await eventually(() => handled.get('/c')!.destroyed);
    handled.get('/c')!.end();
    const other = await connect();
    other.send('GET /other');
    await eventually(() => handled.has('/other'));
    expect([...handled.keys()].sort()).toEqual(['/a', '/c', '/other']);
  }));
