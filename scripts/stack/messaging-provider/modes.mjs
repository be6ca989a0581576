import { setTimeout as delay } from 'node:timers/promises';

/**
 * @typedef {object} Refusal
 * @property {number} status
 * @property {number} code the provider's own
 * @property {number} [retryAfter]
 */

/**
 * @typedef {object} Message one message that was understood
 * @property {import('./plan.mjs').Rule} rule
 * @property {import('node:http').ServerResponse} response
 * @property {() => Promise<void>} accept takes the message: it is on its way to the recipient
 * @property {() => void} confirm answers that it was taken
 * @property {(refusal: Refusal) => void} refuse
 * @property {{ person: number, optedOut: number, blocked: number, throttled: number, personWaits: number }} codes
 * @property {AbortSignal} gone aborted when the client has gone
 */

/** @typedef {(message: Message) => void} Mode */

/** @typedef {(message: Message) => Promise<void>} LastingMode */

/**
 * How the provider may behave to one message.
 *
 * @type {Readonly<Record<string, { about: string, answer: Mode | LastingMode }>>}
 */
export const modes = {
  ok: { about: 'taken', answer: ok },
  throttled: { about: '429, not taken; Retry-After where "retryAfter": N asks for it', answer: throttled },
  'person-waits': { about: 'too much for this person, not taken', answer: personWaits },
  'lost-before': { about: 'the connection is cut, not taken', answer: cut },
  'lost-after': { about: 'taken, and the connection is cut', answer: lostAfter },
  'cut-answer': { about: 'taken, and the connection is cut in the middle of the answer', answer: cutAnswer },
  unavailable: { about: '503 of a proxy, not taken', answer: unavailable },
  'failed-after': { about: 'taken, and 500', answer: failedAfter },
  slow: { about: 'taken, and answered after "ms": 1000', answer: slow },
  silent: { about: 'taken, and never answered', answer: silent },
  refused: { about: 'this person cannot be reached', answer: refused },
  'opted-out': { about: 'this person wants nothing more', answer: optedOut },
  blocked: { about: 'the account is blocked', answer: blocked },
  redirect: { about: '307 to another address of this provider', answer: redirect },
  page: { about: 'taken, and answered with a page in place of JSON', answer: page },
};

/** @type {LastingMode} */
async function ok({ accept, confirm }) {
  await accept();
  confirm();
}

/** @type {Mode} */
function throttled({ rule, refuse, codes }) {
  refuse({
    status: 429,
    code: rule.code ?? codes.throttled,
    ...(rule.retryAfter === undefined ? {} : { retryAfter: rule.retryAfter }),
  });
}

/** @type {Mode} */
function personWaits({ rule, refuse, codes }) {
  refuse({ status: 400, code: rule.code ?? codes.personWaits });
}

/** @type {Mode} */
function cut({ response }) {
  response.destroy();
}

/** @type {LastingMode} */
async function lostAfter({ accept, response }) {
  await accept();
  response.destroy();
}

/** @type {LastingMode} */
async function cutAnswer({ accept, response }) {
  await accept();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
  response.write('{"messages":[{"id":', () => response.destroy());
}

/** @type {Mode} */
function unavailable({ response }) {
  response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>503 Service Unavailable</h1>\n');
}

/** @type {LastingMode} */
async function failedAfter({ accept, response }) {
  await accept();
  response.writeHead(500, { 'content-type': 'application/json' }).end('{}\n');
}

/** @type {LastingMode} */
async function slow({ rule, accept, confirm, gone }) {
  await accept();
  await delay(rule.ms ?? 1_000, null, { signal: gone });
  confirm();
}

/** @type {LastingMode} */
async function silent({ accept }) {
  await accept();
}

/** @type {Mode} */
function refused({ rule, refuse, codes }) {
  refuse({ status: 400, code: rule.code ?? codes.person });
}

/** @type {Mode} */
function optedOut({ rule, refuse, codes }) {
  refuse({ status: 400, code: rule.code ?? codes.optedOut });
}

/** @type {Mode} */
function blocked({ rule, refuse, codes }) {
  refuse({ status: 403, code: rule.code ?? codes.blocked });
}

/** @type {Mode} */
function redirect({ response }) {
  response.writeHead(307, { location: response.req.url ?? '/' }).end();
}

/** @type {LastingMode} */
async function page({ accept, response }) {
  await accept();
  response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>OK</h1>\n');
}
