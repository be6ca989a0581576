import { createServer } from 'node:http';
import { listenOnLoopback } from '../loopback-server.mjs';
import { NotUnderstood } from '../recording-provider/query.mjs';
import { modes } from './modes.mjs';
import { Plan } from './plan.mjs';
import { Seen } from './seen.mjs';
import { listCalls, twilio } from './twilio.mjs';
import { Webhooks } from './webhooks.mjs';
import { whatsapp } from './whatsapp.mjs';

/**
 * @typedef {object} Channel one provider's wording
 * @property {import('./modes.mjs').Message['codes']} codes
 * @property {(request: Read) => ReadMessage | { refusal: import('./modes.mjs').Refusal } | null} read null: the path is
 *   not one of this provider
 * @property {(refusal: import('./modes.mjs').Refusal) => object} refusalBody
 */

/** @typedef {{ path: string, headers: import('node:http').IncomingHttpHeaders, body: string }} Read */

/**
 * @typedef {object} ReadMessage
 * @property {string} to
 * @property {string} reference ours
 * @property {string} content
 * @property {{ status: number, body: object }} answer to what is taken
 * @property {(seen: Seen) => void} taken called when it is taken
 * @property {readonly string[]} statuses
 * @property {readonly string[]} failedStatuses
 * @property {(plan: Plan, rule: import('./plan.mjs').Rule) => import('./webhooks.mjs').SendStatus} sender
 */

const CHANNELS = [whatsapp, twilio];

/**
 * WhatsApp and Twilio on loopback: takes messages well or badly as its plan says, sends webhooks, and counts what each
 * recipient got.
 *
 * @param {{ port?: number }} [options] a free port unless given
 * @returns {Promise<import('../loopback-server.mjs').LoopbackServer>}
 */
export async function startMessagingProvider({ port = 0 } = {}) {
  const state = { plan: new Plan(), seen: new Seen(), webhooks: new Webhooks() };
  const server = createServer((request, response) => {
    answer(request, response, state).catch((error) => explain(response, error));
  });
  return listenOnLoopback(server, port);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {{ plan: Plan, seen: Seen, webhooks: Webhooks }} state
 */
async function answer(request, response, state) {
  const url = new URL(request.url ?? '/', 'http://provider');
  const { pathname } = url;
  const body = await textOf(request);
  const route = `${request.method} ${pathname}`;
  if (route === 'GET /-/seen') return json(response, 200, state.seen);
  if (route === 'PUT /-/plan') {
    state.plan = new Plan(JSON.parse(body));
    return json(response, 200, {});
  }
  if (route === 'POST /-/release') {
    await state.webhooks.release();
    return json(response, 200, {});
  }
  const listed = request.method === 'GET' ? listCalls(url, request.headers, state.seen.calls) : null;
  if (listed !== null) return json(response, listed.status, listed.body);
  for (const channel of request.method === 'POST' ? CHANNELS : []) {
    const read = channel.read({ path: pathname, headers: request.headers, body });
    if (read === null) continue;
    if ('refusal' in read) return refuse(response, channel, read.refusal);
    return take(response, channel, read, state);
  }
  json(response, 404, { error: 'there is nothing here' });
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {Channel} channel
 * @param {ReadMessage} message
 * @param {{ plan: Plan, seen: Seen, webhooks: Webhooks }} state
 */
async function take(response, channel, message, { plan, seen, webhooks }) {
  const { to, reference, content } = message;
  seen.asked(to);
  const rule = plan.ruleFor(to);
  const statuses = rule.fails === undefined ? message.statuses : message.failedStatuses;
  const following = webhooks.ofMessage(rule.statuses ?? 'in-order', statuses, message.sender(plan, rule));
  const leaving = new AbortController();
  response.once('close', () => leaving.abort());
  await modes[rule.mode ?? 'ok']?.answer({
    rule,
    response,
    codes: channel.codes,
    gone: leaving.signal,
    accept: async () => {
      seen.taken(to, reference, content);
      message.taken(seen);
      await following.before();
      // After the answer, or after the connection that it would have gone over.
      response.once('close', following.after);
    },
    confirm: () => json(response, message.answer.status, message.answer.body),
    refuse: (refusal) => refuse(response, channel, refusal),
  });
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {Channel} channel
 * @param {import('./modes.mjs').Refusal} refusal
 */
function refuse(response, channel, refusal) {
  if (refusal.retryAfter !== undefined) response.setHeader('retry-after', refusal.retryAfter);
  json(response, refusal.status, channel.refusalBody(refusal));
}

/** @param {import('node:http').ServerResponse} response @param {number} status @param {unknown} body */
function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** @param {import('node:http').IncomingMessage} request */
async function textOf(request) {
  /** @type {Buffer[]} */
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** @param {import('node:http').ServerResponse} response @param {unknown} error */
function explain(response, error) {
  if (error instanceof NotUnderstood) return json(response, 400, { error: error.message });
  // That the client has gone is nobody's fault. Anything else is one of ours, and is not to look like an answer.
  if (!response.destroyed) console.error(error);
  response.destroy();
}
