import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Browsers and proxies do not pipeline, and a program that does keeps a few requests on their way. */
const MAX_UNANSWERED = 100;
/** For so long a connection with too many is neither read nor closed: who opens the next one at once waits for it. */
const CLOSE_AFTER_MS = 1_000;

/**
 * Handles the requests of one connection one after the other. Node parses whatever a client has pipelined and calls the
 * handler for all of it at once: 64 KiB of a connection are 1,300 requests side by side, of which only the first can be
 * answered, because HTTP/1.1 has its answers in order. 5,000 pipelined requests held a request of another client up for
 * 27.7 s.
 *
 * A connection with too many unanswered requests is read no further, and closed after a moment. Closed at once, its client
 * opens the next one, and 64 KiB after the other are parsed: that alone kept another client's request for 2.8 s. A client
 * with fewer is read on, because otherwise nobody would notice that it has left.
 *
 * @param onDropped called for each connection that was closed
 */
export function handleInOrder(server: Server, onDropped: () => void): void {
  const handlers = server.listeners('request');
  server.removeAllListeners('request');
  /** What waits behind the request that is handled, by connection; an idle connection is not in here. */
  const waiting = new WeakMap<Socket, (() => void)[]>();
  const dropped = new WeakSet<Socket>();

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const queue = waiting.get(socket);
    if (queue) {
      if (dropped.has(socket)) return;
      if (queue.push(handle) >= MAX_UNANSWERED) drop(socket, queue);
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

  function drop(socket: Socket, queue: (() => void)[]): void {
    dropped.add(socket);
    queue.length = 0;
    onDropped();
    socket.pause();
    // Node reads on once the request in hand has been answered.
    socket.on('resume', () => socket.pause());
    const timer = setTimeout(() => socket.destroy(), CLOSE_AFTER_MS);
    socket.once('close', () => clearTimeout(timer));
  }
}
