import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { bearerTokenOf } from '../http/bearer-token.js';
import type { Caller } from '../access/caller.js';
import { type CredentialVerifier, InvalidCredential } from '../access/credential-verifier.js';
import { bodyChunks } from '../http/request-body.js';
import { BodyDeadline } from '../http/body-deadline.js';
import { Problem, renderProblem } from '../http/problem.js';
import { tokenKeysUnavailable, unauthenticated } from '../http/problems.js';
import { TokenKeysUnavailable } from '../access/token-keys-unavailable.js';
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
/** How long an answered connection goes on swallowing a body that nobody wants. */
const LINGER_MS = 2_000;
const PREFLIGHT_SECONDS = 600;
/** What the Web UI sends: the namespace, and the tokens of its login where it is told to pass them on. */
const ALLOWED_HEADERS = 'authorization, authorization-extras, content-type, x-namespace';
const REALM = 'Bearer realm="bulkgate-codec"';

/**
 * Decodes payloads for Temporal's Web UI and command (Temporal's remote codec protocol: `POST …/decode`, the path before
 * the last part may be anything). Only for admins and only payloads of their own business. It does not encode: whoever
 * starts or signals workflows by hand passes the API by.
 */
export function createCodecServer(dependencies: CodecServerDependencies): Server {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS });
  server.on('request', (request, response) => void answer(request, response, dependencies));
  return server;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  dependencies: CodecServerDependencies,
): Promise<void> {
  const requestId = randomUUID();
  const startedAtMs = performance.now();
  const asker: { caller?: Caller; payloads?: number } = {};
  let given: Answer;
  let cause: unknown;
  try {
    given = await route(request, dependencies, asker);
  } catch (error) {
    const problem = error instanceof Problem ? error : internalError(error);
    given = { status: problem.fields.status, ...renderProblem(problem, { instance: pathOf(request), requestId }) };
    if (problem.fields.status >= 500) cause = error;
  }
  const { subject, businessId } = asker.caller ?? {};
  const isProbe = pathOf(request) === '/health/live';
  const durationMs = Math.round(performance.now() - startedAtMs);
  const line = { requestId, subject, businessId, status: given.status, payloads: asker.payloads, durationMs };
  if (cause !== undefined) dependencies.logger.error({ ...line, err: cause }, 'decoding failed');
  else dependencies.logger[isProbe ? 'debug' : 'info'](line, 'decode');
  await send(
    given,
    { ...corsHeaders(request, dependencies), ...given.headers, 'x-request-id': requestId },
    request,
    response,
  );
}

/**
 * Where the request's body was refused unread, the connection is closed, but only after the client had the time to see the
 * answer: a socket that is closed with unread data in it is reset, and the answer is lost with it (RFC 9112, 9.6).
 */
async function send(
  { status, body = '' }: Answer,
  headers: Readonly<Record<string, string>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody || request.complete) {
    response.writeHead(status, { ...headers, ...length }).end(body);
    return;
  }
  response.writeHead(status, { ...headers, ...length, connection: 'close' }).write(body);
  request.resume();
  await finished(request, { writable: false, signal: AbortSignal.timeout(LINGER_MS) }).catch(() => undefined);
  response.end();
}

async function route(
  request: IncomingMessage,
  dependencies: CodecServerDependencies,
  asker: { caller?: Caller; payloads?: number },
): Promise<Answer> {
  const path = pathOf(request);
  if (request.method === 'GET' && path === '/health/live') {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"alive":true}' };
  }
  if (request.headers.origin !== undefined && !isOfUi(request, dependencies)) throw foreignOrigin();
  if (!path.endsWith('/decode')) throw nothingHere();
  if (request.method === 'OPTIONS') return { status: 204 };
  if (request.method !== 'POST') throw nothingHere();
  const caller = await authenticate(request, dependencies.verifier);
  asker.caller = caller;
  if (caller.role !== 'admin' || caller.operationTypes !== null) throw forAdmins();
  const decoded = await decodePayloads(await readBody(request), dependencies.codec, caller.businessId);
  asker.payloads = decoded.payloads.length;
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { status: 200, headers, body: JSON.stringify(decoded) };
}

async function authenticate(request: IncomingMessage, verifier: CredentialVerifier): Promise<Caller> {
  const token = bearerTokenOf(request);
  if (token === undefined) throw unauthenticated('Send the header Authorization: Bearer <token>.', REALM);
  try {
    return await verifier.verify(token);
  } catch (error) {
    if (error instanceof TokenKeysUnavailable) throw tokenKeysUnavailable(error.retryAfterSeconds, error);
    if (!(error instanceof InvalidCredential)) throw error;
    throw unauthenticated('The token is not accepted.', `${REALM}, error="invalid_token"`, error);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const deadline = new BodyDeadline(REQUEST_TIMEOUT_MS / 1_000);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of bodyChunks(request, MAX_BODY_BYTES, deadline)) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    deadline.lift();
  }
}

/** Headers by which the browser lets the Web UI's page, and no other, read the answer. */
function corsHeaders(request: IncomingMessage, dependencies: CodecServerDependencies): Record<string, string> {
  const always = { vary: 'Origin', 'x-content-type-options': 'nosniff' };
  if (!isOfUi(request, dependencies)) return always;
  return {
    ...always,
    'access-control-allow-origin': new URL(dependencies.uiUrl).origin,
    ...(request.method === 'OPTIONS'
      ? {
          'access-control-allow-methods': 'POST',
          'access-control-allow-headers': ALLOWED_HEADERS,
          'access-control-max-age': String(PREFLIGHT_SECONDS),
        }
      : {}),
  };
}

function isOfUi({ headers }: IncomingMessage, { uiUrl }: CodecServerDependencies): boolean {
  return headers.origin === new URL(uiUrl).origin;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?')[0]!;
}

function nothingHere(): Problem {
  const detail = 'This server answers POST …/decode, and nothing else.';
  return new Problem({ status: 404, code: 'not_found', title: 'Not Found', detail });
}

function foreignOrigin(): Problem {
  const detail = 'Only pages of the Web UI (TEMPORAL_UI_URL) may ask.';
  return new Problem({ status: 403, code: 'foreign_origin', title: 'This origin may not ask', detail });
}

function forAdmins(): Problem {
  const detail = 'It needs an admin whose credential is not limited to operation types.';
  return new Problem({ status: 403, code: 'forbidden', title: 'Your role does not allow this', detail });
}

function internalError(cause: unknown): Problem {
  const detail = 'The fault has been logged under this request id.';
  return new Problem(
    { status: 500, code: 'internal_error', title: 'Something went wrong on our side', detail },
    { cause },
  );
}
