import { randomUUID } from 'node:crypto';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Caller } from '../access/caller.js';
import { type CredentialVerifier, InvalidCredential } from '../access/credential-verifier.js';
import { bearerTokenOf } from '../http/bearer-token.js';
import { encodingFault } from '../http/body-encoding.js';
import { Problem } from '../http/problem.js';
import { problemOf } from '../http/problem-of.js';
import { pathOf } from '../http/path-of.js';
import { ProblemSender } from '../http/problem-sender.js';
import { unauthenticated } from '../http/problems.js';
import { readSmallJson } from '../http/request-body.js';
import type { Logger } from '../observability/logger.js';
import type { EncryptionCodec } from '../temporal/codec/encryption-codec.js';
import { decodePayloads } from './decode-payloads.js';

export interface CodecServerDependencies {
  readonly codec: EncryptionCodec;
  readonly verifier: CredentialVerifier;
  /** Address of the Web UI: the only origin whose pages may ask. */
  readonly uiUrl: string;
  readonly logger: Logger;
}

/** Temporal's messages have up to 4 MB, and base64 adds a third. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
const PREFLIGHT_SECONDS = 600;
/** What the Web UI sends: the namespace, and the tokens of its login where it is told to pass them on. */
const ALLOWED_HEADERS = 'authorization, authorization-extras, content-type, x-namespace';
const REALM = 'Bearer realm="bulkgate-codec"';

/**
 * Decodes payloads for Temporal's Web UI and command (Temporal's remote codec protocol: `POST …/decode`, the path before
 * the last part may be anything). Only for admins and only payloads of their own business. It does not encode: whoever
 * starts or signals workflows by hand passes the API by.
 */
export function createCodecServer({ codec, verifier, uiUrl, logger }: CodecServerDependencies): FastifyInstance {
  const uiOrigin = new URL(uiUrl).origin;
  const problems = new ProblemSender(logger);
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): void =>
    problems.send(problemOf(error), request, reply);
  const server = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    forceCloseConnections: true,
    frameworkErrors: answer,
  });
  server.setErrorHandler(answer);
  server.setNotFoundHandler((request, reply) => answer(nothingHere(), request, reply));
  // Whoever may not ask is refused before anything of the body is read.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, body, done) => done(null, body));

  server.addHook('onRequest', async (request, reply) => {
    void reply.headers({ ...corsHeaders(request, uiOrigin), 'x-request-id': request.id });
  });
  server.get('/health/live', () => ({ alive: true }));
  server.all('/*', async (request, reply) => {
    const about: { subject?: string; businessId?: number; payloads?: number } = {};
    const startedAtMs = performance.now();
    reply.raw.once('close', () => {
      const durationMs = Math.round(performance.now() - startedAtMs);
      logger.info({ requestId: request.id, ...about, status: reply.statusCode, durationMs }, 'decode');
    });
    if (request.headers.origin !== undefined && request.headers.origin !== uiOrigin) throw foreignOrigin();
    if (!pathOf(request).endsWith('/decode')) throw nothingHere();
    if (request.method === 'OPTIONS') return reply.code(204).send();
    if (request.method !== 'POST') throw nothingHere();
    const { subject, businessId, role, operationTypes } = await authenticate(request, verifier);
    Object.assign(about, { subject, businessId });
    if (role !== 'admin' || operationTypes !== null) throw forAdmins();
    const fault = encodingFault(request.raw);
    if (fault) throw fault;
    const json = await readSmallJson(request.raw, MAX_BODY_BYTES, REQUEST_TIMEOUT_MS / 1_000);
    const decoded = await decodePayloads(json, codec, businessId);
    about.payloads = decoded.payloads.length;
    return reply.header('cache-control', 'no-store').send(decoded);
  });
  return server;
}

async function authenticate(request: FastifyRequest, verifier: CredentialVerifier): Promise<Caller> {
  const token = bearerTokenOf(request.raw);
  if (token === undefined) throw unauthenticated('Send the header Authorization: Bearer <token>.', REALM);
  try {
    return await verifier.verify(token);
  } catch (error) {
    if (!(error instanceof InvalidCredential)) throw error;
    throw unauthenticated('The token is not accepted.', `${REALM}, error="invalid_token"`, error);
  }
}

/** Headers by which the browser lets the Web UI's page, and no other, read the answer. */
function corsHeaders({ method, headers }: FastifyRequest, uiOrigin: string): Record<string, string> {
  const always = { vary: 'Origin', 'x-content-type-options': 'nosniff' };
  if (headers.origin !== uiOrigin) return always;
  const readable = { ...always, 'access-control-allow-origin': uiOrigin };
  if (method !== 'OPTIONS') return readable;
  return {
    ...readable,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': ALLOWED_HEADERS,
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  };
}

function nothingHere(): Problem {
  return new Problem(404, 'not_found', 'Not Found', 'This server answers POST …/decode, and nothing else.');
}

function foreignOrigin(): Problem {
  const detail = 'Only pages of the Web UI (TEMPORAL_UI_URL) may ask.';
  return new Problem(403, 'foreign_origin', 'This origin may not ask', detail);
}

function forAdmins(): Problem {
  const detail = 'It needs an admin whose credential is not limited to operation types.';
  return new Problem(403, 'forbidden', 'Your role does not allow this', detail);
}
