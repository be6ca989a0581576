import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Emitted on a response that has been given in full, where only the rest of an unwanted body is still swallowed. */
export const ANSWERED = 'bulkgate:answered';

/**
 * Holds at most `max` connections. A new one that comes on top is let in, and the one that is worth least goes in its
 * place: of those that have never sent a whole request the oldest, else of those that wait for their next request the one
 * that has waited longest. Only where every connection has a request in hand is the new one turned away.
 *
 * Node's own `maxConnections` turns away whoever comes last, which is the good client as soon as slow ones have filled the
 * house. A maximum per address would not do either: behind a proxy, or in an office, there is one address for all.
 *
 * @param onDropped told of each connection that had to go
 */
export function limitConnections(server: Server, max: number, onDropped: () => void): void {
  /** Without a request so far, and between two requests; each with the oldest first. */
  const silent = new Set<Socket>();
  const waiting = new Set<Socket>();
  const inHand = new Map<Socket, number>();
  const open = new Set<Socket>();

  server.on('connection', (socket: Socket) => {
    open.add(socket);
    silent.add(socket);
    socket.once('close', () => forget(socket));
    if (open.size <= max) return;
    const [first] = silent;
    const [idle] = waiting;
    // Itself the only silent one: then the turn is of those that wait, and then its own.
    const victim = first === socket ? (idle ?? socket) : first!;
    onDropped();
    forget(victim);
    victim.destroy();
  });

  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    silent.delete(socket);
    waiting.delete(socket);
    inHand.set(socket, (inHand.get(socket) ?? 0) + 1);
    const done = (): void => {
      response.off('close', done).off(ANSWERED, done);
      const left = (inHand.get(socket) ?? 1) - 1;
      if (left > 0) inHand.set(socket, left);
      else {
        inHand.delete(socket);
        if (open.has(socket)) waiting.add(socket);
      }
    };
    response.once('close', done).once(ANSWERED, done);
  });

  /** A victim counts no more, though its end is only on the way. */
  function forget(socket: Socket): void {
    for (const group of [open, silent, waiting, inHand]) group.delete(socket);
  }
}
