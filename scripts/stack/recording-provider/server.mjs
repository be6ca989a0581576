import { once } from 'node:events';
import { createServer } from 'node:http';
import { listenOnLoopback } from '../loopback-server.mjs';
import { audioOfPath } from './audio-of-path.mjs';
import { modes, refuse } from './modes.mjs';
import { NotUnderstood } from './query.mjs';
import { Seen } from './seen.mjs';

/**
 * @typedef {object} ProviderOptions
 * @property {number} [port] a free one unless given
 * @property {{ user: string, password: string }} [credentials] wanted for everything that lies here
 */

/**
 * A telephony provider's server for recordings, on loopback: it serves generated audio, well or badly as the path asks,
 * and tells at `/-/seen` what it was asked.
 *
 * @param {ProviderOptions} [options]
 * @returns {Promise<import('../loopback-server.mjs').LoopbackServer>}
 */
export async function startRecordingProvider({ port = 0, credentials } = {}) {
  const seen = new Seen();
  const expected =
    credentials === undefined
      ? null
      : `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://provider');
    if (url.pathname === '/-/seen') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(seen));
      return;
    }
    const { count, over } = seen.note(url.pathname, request);
    const closed = once(response, 'close');
    const answered = answer(request, response, { url, count, expected }).catch((error) => explain(response, error));
    void Promise.all([answered, closed]).then(over);
  });
  return listenOnLoopback(server, port);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {object} about
 * @param {URL} about.url
 * @param {number} about.count
 * @param {string | null} about.expected
 */
async function answer(request, response, { url, count, expected }) {
  const { authorization } = request.headers;
  const isAuthorized = () => (expected === null ? authorization !== undefined : authorization === expected);
  if (expected !== null && !isAuthorized()) {
    refuse(response);
    return;
  }
  const { mode, bytes, contentType } = audioOfPath(url);
  const known = Object.hasOwn(modes, mode) ? modes[mode] : undefined;
  if (known === undefined) {
    throw new NotUnderstood(`there is no mode "${mode}"; there are ${Object.keys(modes).join(', ')}`);
  }
  const leaving = new AbortController();
  response.once('close', () => leaving.abort());
  await known.answer({ response, url, bytes, contentType, count, isAuthorized, gone: leaving.signal });
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {unknown} error
 */
function explain(response, error) {
  if (error instanceof NotUnderstood) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end(`${error.message}\n`);
    return;
  }
  // That the client has gone is nobody's fault. Anything else is one of ours, and is not to look like audio.
  if (!response.destroyed) console.error(error);
  response.destroy();
}
