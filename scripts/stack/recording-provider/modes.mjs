import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { NotUnderstood, numberIn } from './query.mjs';

const gzip = promisify(zlib.gzip);

const MAX_MS = 3_600_000;
/** No client takes that much on purpose. Where one does, the disk must not be full before anybody notices. */
const ENDLESS_BYTES = 1024 ** 3;
const MEMBER_BYTES = 8 * 1024 * 1024;

/**
 * @typedef {object} Question
 * @property {import('node:http').ServerResponse} response
 * @property {URL} url
 * @property {Buffer} bytes the audio
 * @property {string} contentType
 * @property {number} count which request of this path it is, from 1
 * @property {AbortSignal} gone aborted when the client has gone; what waits rejects then
 * @property {() => boolean} isAuthorized whether it has the right credentials; any, where the provider was given none
 */

/** @typedef {(question: Question) => void} Mode */
/** @typedef {(question: Question) => Promise<void>} LastingMode */

/**
 * How a provider may behave, by the first segment of the path.
 *
 * @type {Readonly<Record<string, { about: string, answer: Mode | LastingMode }>>}
 */
export const modes = {
  ok: { about: 'the audio', answer: ok },
  slow: { about: 'the audio, trickling over ?ms=3000', answer: slow },
  late: { about: 'the audio, but nothing at all before ?ms=3000', answer: late },
  stall: { about: 'half of the audio, then nothing more', answer: stall },
  cut: { about: 'half of the audio, then the connection is cut', answer: cut },
  'says-more': { about: 'Content-Length is 1,000 too large; the connection is closed in good order', answer: saysMore },
  'says-less': { about: 'Content-Length is half of what comes', answer: saysLess },
  endless: { about: 'chunked, over and over (cut after ?max-bytes=1 GiB)', answer: endless },
  chunked: { about: 'the audio without a Content-Length', answer: chunked },
  gzip: { about: 'the audio, gzip-encoded', answer: gzipped },
  'gzip-bomb': { about: 'begins as audio and unpacks to ?mib=1024', answer: gzipBomb },
  html: { about: 'a page that says it is audio', answer: html },
  'wrong-type': { about: 'the audio as ?type=text/html', answer: wrongType },
  empty: { about: '200 and no byte', answer: empty },
  redirect: { about: '?status=302 to ?to=ADDRESS', answer: redirect },
  'redirect-loop': { about: 'redirects to itself, each time with another query', answer: redirectLoop },
  auth: { about: 'the audio for the right basic credentials, else 401', answer: auth },
  status: { about: '?code=500, with Retry-After where ?retry-after=N asks for it', answer: status },
  'then-ok': { about: '?code=503 for the first ?times=1 requests of that path, then the audio', answer: thenOk },
  'slow-headers': { about: 'the headers never end: a byte each ?ms=100', answer: slowHeaders },
  'slow-body': { about: 'the audio, a byte each ?ms=100', answer: slowBody },
};

/** @type {Mode} */
function ok({ response, bytes, contentType }) {
  response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length }).end(bytes);
}

/** @type {LastingMode} */
async function slow({ response, url, bytes, contentType, gone }) {
  const ms = numberIn(url.searchParams, 'ms', 3000, { max: MAX_MS });
  const pieces = Math.min(Math.max(Math.ceil(ms / 50), 2), bytes.length, 1000);
  const startedAt = performance.now();
  response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length });
  for (let piece = 0; piece < pieces; piece += 1) {
    // The first at once, the last at the end; by the clock, so that late timers do not add up.
    const wait = startedAt + (ms * piece) / (pieces - 1) - performance.now();
    if (wait > 0) await delay(wait, null, { signal: gone });
    response.write(bytes.subarray(partOf(bytes, piece, pieces), partOf(bytes, piece + 1, pieces)));
  }
  response.end();
}

/** @type {LastingMode} */
async function late(question) {
  const { url, gone } = question;
  await delay(numberIn(url.searchParams, 'ms', 3000, { max: MAX_MS }), null, { signal: gone });
  ok(question);
}

/** @type {Mode} */
function stall({ response, bytes, contentType }) {
  response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length });
  response.write(firstHalf(bytes));
}

/** @type {LastingMode} */
async function cut({ response, bytes, contentType, gone }) {
  response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length });
  await written(response, firstHalf(bytes), gone);
  response.destroy();
}

/** @type {Mode} */
function saysMore({ response, bytes, contentType }) {
  const headers = { 'content-type': contentType, 'content-length': bytes.length + 1000, connection: 'close' };
  response.writeHead(200, headers).end(bytes);
}

/** @type {Mode} */
function saysLess({ response, bytes, contentType }) {
  response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length >> 1 }).end(bytes);
}

/** @type {LastingMode} */
async function endless({ response, url, bytes, contentType, gone }) {
  const max = numberIn(url.searchParams, 'max-bytes', ENDLESS_BYTES, { max: ENDLESS_BYTES });
  response.writeHead(200, { 'content-type': contentType });
  for (let sent = 0; sent < max; sent += bytes.length) await written(response, bytes, gone);
  response.destroy();
}

/** @type {LastingMode} */
async function chunked({ response, bytes, contentType, gone }) {
  response.writeHead(200, { 'content-type': contentType });
  await written(response, firstHalf(bytes), gone);
  response.end(bytes.subarray(bytes.length >> 1));
}

/** @type {LastingMode} */
async function gzipped({ response, bytes, contentType }) {
  const packed = await gzip(bytes);
  const headers = { 'content-type': contentType, 'content-encoding': 'gzip', 'content-length': packed.length };
  response.writeHead(200, headers).end(packed);
}

/** @type {Promise<Buffer> | undefined} 8 MiB of zeros in 8 KB */
let zeros;

/** @type {LastingMode} */
async function gzipBomb({ response, url, bytes, contentType, gone }) {
  const mib = numberIn(url.searchParams, 'mib', 1024, { min: 8, max: 16_384 });
  response.writeHead(200, { 'content-type': contentType, 'content-encoding': 'gzip' });
  await written(response, await gzip(bytes), gone);
  const member = await (zeros ??= gzip(Buffer.alloc(MEMBER_BYTES)));
  // A gzip file may have many members (RFC 1952, 2.2), which unpack to one after the other.
  for (let left = mib * 1024 * 1024; left > 0; left -= MEMBER_BYTES) await written(response, member, gone);
  response.end();
}

/** @type {Mode} */
function html({ response, contentType }) {
  response.writeHead(200, { 'content-type': contentType }).end('<!doctype html>\n<title>Please sign in</title>\n');
}

/** @type {Mode} */
function wrongType({ response, url, bytes }) {
  const type = url.searchParams.get('type') ?? 'text/html';
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length }).end(bytes);
}

/** @type {Mode} */
function empty({ response, contentType }) {
  response.writeHead(200, { 'content-type': contentType, 'content-length': 0 }).end();
}

/** @type {Mode} */
function redirect({ response, url }) {
  const to = url.searchParams.get('to');
  if (to === null) throw new NotUnderstood('to= is missing: where does it redirect to?');
  response.writeHead(numberIn(url.searchParams, 'status', 302, { min: 300, max: 399 }), { location: to }).end();
}

/** @type {Mode} */
function redirectLoop({ response, url }) {
  const next = new URL(url);
  next.searchParams.set('hop', String(numberIn(url.searchParams, 'hop', 0, { max: 1_000_000 }) + 1));
  response.writeHead(302, { location: `${next.pathname}${next.search}` }).end();
}

/** @type {Mode} */
function auth(question) {
  if (question.isAuthorized()) return ok(question);
  refuse(question.response);
}

/** @type {Mode} */
function status({ response, url }) {
  const retryAfter = url.searchParams.get('retry-after');
  const code = numberIn(url.searchParams, 'code', 500, { min: 200, max: 599 });
  if (code === 401) return refuse(response);
  response.writeHead(code, retryAfter === null ? {} : { 'retry-after': retryAfter }).end(`This is a ${code}.\n`);
}

/** @type {Mode} */
function thenOk(question) {
  const { url, count } = question;
  if (count > numberIn(url.searchParams, 'times', 1, { max: 1000 })) return ok(question);
  if (!url.searchParams.has('code')) url.searchParams.set('code', '503');
  return status(question);
}

/** @type {LastingMode} */
async function slowHeaders({ response, url, gone }) {
  const ms = numberIn(url.searchParams, 'ms', 100, { min: 1, max: MAX_MS });
  const { socket } = response;
  socket?.write('HTTP/1.1 200 OK\r\nX-Filler: ');
  for (;;) {
    await delay(ms, null, { signal: gone });
    socket?.write('a');
  }
}

/** @type {LastingMode} */
async function slowBody({ response, url, bytes, contentType, gone }) {
  const ms = numberIn(url.searchParams, 'ms', 100, { min: 1, max: MAX_MS });
  response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length });
  for (let index = 0; index < bytes.length; index += 1) {
    response.write(bytes.subarray(index, index + 1));
    await delay(ms, null, { signal: gone });
  }
  response.end();
}

/** 401 that wants basic credentials. @param {import('node:http').ServerResponse} response */
export function refuse(response) {
  response.writeHead(401, { 'www-authenticate': 'Basic realm="recordings"' }).end('Who are you?\n');
}

/**
 * Writes as fast as the client takes it, and no faster: this process must not hold what nobody reads.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {Buffer} piece
 * @param {AbortSignal} gone
 */
async function written(response, piece, gone) {
  gone.throwIfAborted();
  if (!response.write(piece)) await once(response, 'drain', { signal: gone });
}

/** @param {Buffer} bytes */
function firstHalf(bytes) {
  return bytes.subarray(0, bytes.length >> 1);
}

/**
 * @param {Buffer} bytes
 * @param {number} piece
 * @param {number} pieces
 */
function partOf(bytes, piece, pieces) {
  return Math.floor((bytes.length * piece) / pieces);
}
