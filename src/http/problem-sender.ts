import type { IncomingMessage } from 'node:http';
import { pathOf } from './path-of.js';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../observability/logger.js';
import { isErrorLike, safeError } from '../observability/safe-error.js';
import { ANSWERED } from './limit-connections.js';
import { type Problem, renderProblem } from './problem.js';

/** How long an answered connection goes on swallowing a body that nobody wants. */
const LINGER_MS = 2_000;

/** Answers requests with problems. */
export class ProblemSender {
  /** @param onSent called with each problem that a client is sent */
  constructor(
    private readonly logger: Logger,
    private readonly onSent: (problem: Problem) => void = () => undefined,
  ) {}

  /**
   * Where the request's body has not been read, the connection is closed, but only after the client had the time to see
   * the answer: closing a socket with unread data resets it, and a reset throws away the answer on its way (RFC 9112,
   * 9.6). The answer has its length, so the client has it whole while the connection lingers.
   */
  send(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    log(problem, request, this.logger);
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    this.onSent(problem);
    const { headers, body } = renderProblem(problem, { instance: pathOf(request.raw), requestId: request.id });
    void reply.code(problem.fields.status).headers(headers);
    void reply.header('x-request-id', request.id);
    if (!hasUnreadBody(request.raw)) {
      void reply.send(Buffer.from(body)); // as bytes: for a text Fastify would add a charset, which JSON has none of
      return;
    }
    void reply.header('connection', 'close').header('content-length', Buffer.byteLength(body));
    const lingering = linger(body, request.raw, () => reply.raw.emit(ANSWERED));
    void reply.send(Readable.from(lingering, { objectMode: false }));
  }
}

function hasUnreadBody({ headers, complete, destroyed }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return hasBody && complete === false && !destroyed;
}

async function* linger(body: string, request: IncomingMessage, answered: () => void): AsyncGenerator<Buffer> {
  yield Buffer.from(body);
  answered();
  request.resume();
  await finished(request, { writable: false, signal: AbortSignal.timeout(LINGER_MS) }).catch(() => undefined);
}

function log(problem: Problem, request: FastifyRequest, logger: Logger): void {
  const { status, code } = problem.fields;
  if (status < 500) return;
  const about = {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions?.url ?? null,
    status,
    code,
  };
  // A part that is away, or a provider that failed, is known by its name; where the call came from helps nobody then.
  if (status === 502 || status === 503) {
    const { failure } = problem.fields.extensions ?? {};
    logger.warn({ ...about, failure, cause: causeOf(problem.cause) }, problem.fields.title);
  } else {
    logger.error({ ...about, err: problem.cause }, problem.fields.title);
  }
}

function causeOf(cause: unknown): string | null {
  if (!isErrorLike(cause)) return null;
  const { type, message } = safeError(cause);
  return type === message ? type : `${type}: ${message}`;
}
