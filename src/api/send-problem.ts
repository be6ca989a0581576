import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../observability/logger.js';
import { type Problem, renderProblem } from './problem.js';

/** How long an answered connection goes on swallowing a body that nobody wants. */
const LINGER_MS = 2_000;

/**
 * Sends the problem. Where the request's body has not been read, the connection is closed, but only after the client
 * had the time to see the answer: closing a socket with unread data resets it, and a reset throws away the answer on
 * its way (RFC 9112, 9.6). The answer has its length, so the client has it whole while the connection lingers.
 */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  log(problem, request, logger);
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const { headers, body } = renderProblem(problem, { instance: pathOf(request), requestId: request.id });
  void reply.code(problem.fields.status).headers(headers);
  if (request.raw.complete !== false || request.raw.destroyed) {
    void reply.send(body);
    return;
  }
  void reply.header('connection', 'close').header('content-length', Buffer.byteLength(body));
  void reply.send(Readable.from(linger(body, request.raw), { objectMode: false }));
}

async function* linger(body: string, request: IncomingMessage): AsyncGenerator<Buffer> {
  yield Buffer.from(body);
  request.resume();
  await finished(request, { writable: false, signal: AbortSignal.timeout(LINGER_MS) }).catch(() => undefined);
}

/** Path without the query, which may hold personal data. */
function pathOf(request: FastifyRequest): string {
  return request.raw.url?.split('?')[0] ?? '';
}

function log(problem: Problem, request: FastifyRequest, logger: Logger): void {
  const { status, code } = problem.fields;
  if (status < 500) return;
  const level = status === 500 ? 'error' : 'warn';
  const { method } = request;
  const route = request.routeOptions?.url ?? null;
  logger[level]({ requestId: request.id, method, route, status, code, err: problem.cause }, problem.fields.title);
}
