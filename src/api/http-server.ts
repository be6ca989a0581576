import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { callerOf } from './auth/auth.decorators.js';
import { responseWith } from './browser-safety/security-headers.js';
import { answerOtherMethods } from './other-methods.js';
import { PROBLEM_MEDIA_TYPE, Problem, renderProblem } from './problem.js';
import { problemOf } from './problem-of.js';
import { sendProblem } from './send-problem.js';

/** A client has this long to send a whole request, our own pauses for storing its ids included. */
const REQUEST_TIMEOUT_MS = 300_000;
/** Node's own limit for the head of a request. */
const MAX_HEAD_BYTES = 16_384;
/** A connection on which nothing moves is dropped; event streams say something every 15 s. */
const IDLE_TIMEOUT_MS = 60_000;

/**
 * Fastify, set up for us: request ids in and out, one metric and log line per request, problem details also where Nest
 * is not reached, time limits for slow clients, and bodies handed on unread, so that whoever needs one reads it after
 * the credentials were checked.
 *
 * @param headers of every answer, whoever gives it: a route, Nest, Fastify or Node
 */
export function createHttpAdapter(
  logger: Logger,
  metrics: Metrics,
  headers: Readonly<Record<string, string>>,
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    logger: false,
    http: { ServerResponse: responseWith(headers) },
    genReqId: requestId,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_TIMEOUT_MS,
    return503OnClosing: false,
    // An id that is too long is unknown like any other; what bounds it is the size of a request's head.
    routerOptions: { maxParamLength: MAX_HEAD_BYTES },
    rewriteUrl: ({ url = '/' }) => url.replace(/^\/api\/v1\/(?=health\/|docs\b)/, '/'),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(problemOf(error), request, reply, logger),
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, headers),
  });
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', (_request, body, done) => done(null, body));
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  answerOtherMethods(fastify, logger);
  // A kept connection would hold the shutdown up until its client lets go of it.
  let isClosing = false;
  fastify.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  fastify.addHook('onSend', async (_request, reply) => {
    if (isClosing) void reply.header('connection', 'close');
  });
  fastify.addHook('onResponse', async (request, reply) => observe(request, reply, logger, metrics));
  return adapter;
}

/** The caller's request id if it can go into logs as it is, else a new one. */
function requestId(request: { headers: IncomingMessage['headers'] }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

function observe(request: FastifyRequest, reply: FastifyReply, logger: Logger, metrics: Metrics): void {
  const { method } = request;
  // The pattern, never the address: query strings hold names and phones.
  const route = request.routeOptions.url ?? 'unknown';
  const status = reply.statusCode;
  const isStream = String(reply.getHeader('content-type')).startsWith('text/event-stream');
  if (!isStream)
    metrics.httpRequestSeconds.observe({ method, route, status: String(status) }, reply.elapsedTime / 1_000);
  const level = route.startsWith('/health') || (method === 'GET' && status < 400) ? 'debug' : 'info';
  const { businessId, subject } = callerOf(request) ?? {};
  const durationMs = Math.round(reply.elapsedTime);
  logger[level]({ requestId: request.id, businessId, subject, method, route, status, durationMs }, 'request');
}

/** What never became a request: no HTTP, headers too long, or too slow. */
function answerUnreadable(
  error: Error & { code?: string },
  socket: Socket,
  headers: Readonly<Record<string, string>>,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = unreadable(error.code);
  const { body } = renderProblem(problem, { instance: '', requestId: randomUUID() });
  const fixed = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${problem.fields.status} ${problem.fields.title}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `${fixed.join('')}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function unreadable(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Problem({ status: 431, code: 'headers_too_large', title: 'Request Header Fields Too Large' });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem({ status: 408, code: 'request_timeout', title: 'Request Timeout' });
  }
  return new Problem({ status: 400, code: 'malformed_request', title: 'Bad Request' });
}
