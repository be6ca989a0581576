import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { responseWith } from './browser-safety/security-headers.js';
import { answerMethodNotAllowed } from '../http/method-not-allowed.js';
import { handleInOrder } from '../http/pipelined-requests.js';
import type { FailedAuthentications } from './limits/failed-authentications.js';
import { limitConnections } from '../http/limit-connections.js';
import { limitOf } from './limits/refused-by-limit.js';
import { PROBLEM_MEDIA_TYPE, Problem, renderProblem } from '../http/problem.js';
import { problemOf } from '../http/problem-of.js';
import { encodingFault, unsupported } from '../http/body-encoding.js';
import { invalidRequest } from '../http/problems.js';
import type { ProblemSender } from '../http/problem-sender.js';
import { repeatedHeaders } from '../http/repeated-headers.js';
import { uriTooLong } from './problems.js';
import { contextOf } from './request-context.js';

/** A client has this long to send a whole request, our own pauses for storing its ids included. */
const REQUEST_TIMEOUT_MS = 300_000;
/** And this long for its headers, counted from the connection on; looked at every `CHECKING_INTERVAL_MS`. */
const HEADERS_TIMEOUT_MS = 10_000;
const CHECKING_INTERVAL_MS = 2_000;
/** Request line and headers together. */
const MAX_HEADER_BYTES = 16_384;
const MAX_URL_LENGTH = 12_288;
/** A connection on which nothing moves is dropped; event streams say something every 15 s. */
const IDLE_TIMEOUT_MS = 60_000;
/** Hexadecimal with or without dashes (UUID, trace id), or 26 characters of Crockford's base32 (ULID). */
const REQUEST_ID = /^([0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}|[0-7][0-9A-HJKMNP-TV-Z]{25})$/i;

export interface HttpServerOptions {
  /** Of every answer, whoever gives it: a route, Nest, Fastify or Node. */
  readonly headers: Readonly<Record<string, string>>;
  readonly maxConnections: number;
  /** Whose `X-Forwarded-For` is believed; nobody's where it is empty. */
  readonly trustedProxies: readonly string[];
  readonly failures: Pick<FailedAuthentications, 'answered'>;
  readonly problems: ProblemSender;
  /** Pattern of the one path that takes bodies of this media type, besides JSON, which all take. */
  readonly routeOfBody: Readonly<Record<string, string>>;
}

/**
 * Fastify, set up for us: request ids in and out, one metric and log line per request, problem details also where Nest
 * is not reached, limits for slow and greedy clients, and bodies handed on unread, so that whoever needs one reads it
 * after the credentials were checked.
 */
export function createHttpAdapter(logger: Logger, metrics: Metrics, options: HttpServerOptions): FastifyAdapter {
  const refused = (limit: string): void => metrics.refusedByLimit.inc({ limit });
  const adapter = new FastifyAdapter({
    logger: false,
    genReqId: requestId,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_TIMEOUT_MS,
    http: {
      ServerResponse: responseWith(options.headers),
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    // Without a proxy that is known, the address of a request is the one that it came from, whatever its headers say.
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    return503OnClosing: false,
    // An id that is too long is unknown like any other; what bounds it is the size of a request's head.
    routerOptions: { maxParamLength: MAX_HEADER_BYTES },
    rewriteUrl: ({ url = '/' }) => url.replace(/^\/api\/v1\/(?=health\/|docs\b)/, '/'),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      options.problems.send(problemOf(error), request, reply),
    clientErrorHandler: (error: Error & { code?: string }, socket: Socket) =>
      answerUnreadable(error, socket, options.headers, refused),
  });
  const fastify = adapter.getInstance();
  handleInOrder(fastify.server, () => refused('pipelined'));
  limitConnections(fastify.server, options.maxConnections, () => refused('connections'));
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', (request, body, done) => {
    const fault = encodingFault(request.raw);
    if (fault) done(fault);
    else done(null, body);
  });
  // Of one route each: another one would take the text for its JSON.
  for (const [mediaType, route] of Object.entries(options.routeOfBody)) {
    fastify.addContentTypeParser(mediaType, (request, body, done) => {
      const isTaken = request.routeOptions.url === route;
      const fault = isTaken ? encodingFault(request.raw) : unsupported('Send the body as application/json.');
      if (fault) done(fault);
      else done(null, body);
    });
  }
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    const repeated = repeatedHeaders(request.raw);
    const isTooLong = (request.raw.url ?? '').length > MAX_URL_LENGTH;
    if (!isTooLong && repeated.length === 0) return;
    options.problems.send(isTooLong ? uriTooLong(MAX_URL_LENGTH) : invalidRequest(repeated), request, reply);
    return reply;
  });
  answerMethodNotAllowed(fastify, options.problems);
  // A kept connection would hold the shutdown up until its client lets go of it.
  let isClosing = false;
  fastify.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  fastify.addHook('onSend', async (request, reply) => {
    const isGood = contextOf(request).caller !== undefined;
    options.failures.answered(request, reply.statusCode === 401 ? 'wrong' : isGood ? 'good' : 'unknown');
    if (isClosing) void reply.header('connection', 'close');
  });
  fastify.addHook('onResponse', async (request, reply) => observe(request, reply, logger, metrics));
  return adapter;
}

/**
 * The caller's request id where it is one that a program makes (UUID, ULID, trace id), else a new one: it goes into logs,
 * and whatever else a client puts there may be a name or a phone number.
 */
function requestId(request: { headers: IncomingMessage['headers'] }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
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
  const { businessId, subject } = contextOf(request).caller ?? {};
  const durationMs = Math.round(reply.elapsedTime);
  logger[level]({ requestId: request.id, businessId, subject, method, route, status, durationMs }, 'request');
}

/** What never became a request: no HTTP, headers too long, or too slow. */
function answerUnreadable(
  error: Error & { code?: string },
  socket: Socket,
  headers: Readonly<Record<string, string>>,
  refused: (limit: string) => void,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = unreadable(error.code);
  const limit = limitOf(problem);
  if (limit) refused(limit);
  const { body } = renderProblem(problem, { instance: '', requestId: randomUUID() });
  const fixed = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${problem.fields.status} ${problem.fields.title}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `${fixed.join('')}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function unreadable(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Problem(431, 'headers_too_large', 'Request Header Fields Too Large');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem(408, 'request_timeout', 'Request Timeout');
  }
  return new Problem(400, 'malformed_request', 'Bad Request');
}
