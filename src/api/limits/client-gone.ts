import type { FastifyReply } from 'fastify';
import { Problem } from '../../http/problem.js';

/** Nobody is there to be answered. The status that nginx made known for it; it is in the metrics and the audit log alone. */
function clientGone(): Problem {
  return new Problem(499, 'client_gone', 'The client has left');
}

/** Aborted when the client has left before it had its whole answer. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  whenClosed(reply, () => {
    if (!reply.raw.writableFinished) gone.abort(clientGone());
  });
  return gone.signal;
}

/** Calls back when the connection has no more to do with the answer: at once where its client left a while ago. */
export function whenClosed({ raw }: FastifyReply, callback: () => void): void {
  if (raw.closed) callback();
  else raw.once('close', callback);
}
