import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Browsers and proxies do not pipeline, and a program that does keeps a few requests on their way. */
const MAX_UNANSWERED = 100;

/**
 * Handles the requests of one connection one after the other. Node parses whatever a client has pipelined and calls the
 * handler for all of it at once: 64 KiB of a connection are 1,300 requests side by side, of which only the first can be
 * answered, because HTTP/1.1 has its answers in order. 5,000 pipelined requests held a request of another client up for
 * 27.7 s.
 *
 * A connection with too many unanswered requests is closed. To read no further would not bound them, since what has been
 * read is parsed before anybody is asked, and would hide that the client has gone.
 *
 * @param onDropped called for each connection that was closed
 */
export function answerInTurn(server: Server, onDropped: () => void): void {
  const handlers = server.listeners('request');
  server.removeAllListeners('request');
  /** What waits behind the request that is handled, by connection; an idle connection is not in here. */
  const waiting = new WeakMap<Socket, (() => void)[]>();

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const queue = waiting.get(socket);
    if (queue) {
      if (queue.push(handle) < MAX_UNANSWERED) return;
      queue.length = 0;
      if (socket.destroyed) return;
      onDropped();
      socket.destroy();
      return;
    }
    waiting.set(socket, []);
    handle();

    function handle(): void {
      response.once('close', next);
      for (const handler of handlers) handler.call(server, request, response);
    }

    function next(): void {
      // After an answer with `Connection: close` nothing more can be sent.
      const following = socket.writable ? waiting.get(socket)?.shift() : undefined;
      if (following) following();
      else waiting.delete(socket);
    }
  });
}
