import { randomBytes } from 'node:crypto';
import { postToTwilioWebhook } from './webhooks.mjs';

/** @typedef {import('./server.mjs').Channel} Channel */

const PATH = /^\/2010-04-01\/Accounts\/([^/]+)\/Calls\.json$/;

/** @typedef {{ sid: string, to: string, from: string, date_created: string }} PlacedCall */

/**
 * The calls between two numbers from a day on, as `GET …/Calls.json` lists them; null where the path is another one.
 *
 * @param {URL} url
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @param {readonly PlacedCall[]} calls
 */
export function listCalls({ pathname, searchParams }, headers, calls) {
  const [, accountSid] = PATH.exec(pathname) ?? [];
  if (accountSid === undefined) return null;
  if (credentialsIn(headers.authorization)[0] !== accountSid) return { status: 401, body: { code: 20003 } };
  const from = Date.parse(searchParams.get('StartTime>') ?? '1970-01-01');
  const found = calls.filter(
    (call) =>
      call.to === searchParams.get('To') &&
      call.from === searchParams.get('From') &&
      Date.parse(call.date_created) >= from,
  );
  return { status: 200, body: { calls: found, page: 0, next_page_uri: null } };
}

/** @type {Channel} */
export const twilio = {
  // Twilio has no codes for the two: what it says of such a person is that it cannot be reached.
  codes: { person: 21214, optedOut: 21216, blocked: 20005, throttled: 20429, personWaits: 20429 },

  read({ path, headers, body }) {
    const [, accountSid] = PATH.exec(path) ?? [];
    if (accountSid === undefined) return null;
    const [user, authToken = ''] = credentialsIn(headers.authorization);
    if (user !== accountSid || authToken === '') return { refusal: { status: 401, code: 20003 } };
    const form = new URLSearchParams(body);
    const [to, from, callback] = [form.get('To'), form.get('From'), form.get('StatusCallback')];
    const content = form.get('Twiml') ?? form.get('Url');
    if (to === null) return { refusal: { status: 400, code: 21201 } };
    if (from === null) return { refusal: { status: 400, code: 21213 } };
    if (content === null) return { refusal: { status: 400, code: 21205 } };
    const sid = `CA${randomBytes(16).toString('hex')}`;
    let sequence = 0;
    return {
      to,
      reference: callback === null ? '' : (new URL(callback).searchParams.get('reference') ?? ''),
      content,
      answer: { status: 201, body: { sid, account_sid: accountSid, to, from, status: 'queued' } },
      taken: (seen) => void seen.calls.push({ sid, to, from, date_created: new Date().toUTCString() }),
      statuses: ['initiated', 'ringing', 'in-progress', 'completed'],
      failedStatuses: ['initiated', 'ringing', 'busy'],
      sender: () => async (status, isForged) => {
        if (callback === null) return;
        const fields = {
          ...{
            AccountSid: accountSid,
            ApiVersion: '2010-04-01',
            CallSid: sid,
            CallStatus: status,
            Direction: 'outbound-api',
          },
          ...{ From: from, To: to, SequenceNumber: String(sequence++), Timestamp: new Date().toUTCString() },
        };
        await postToTwilioWebhook({ url: callback, authToken }, fields, isForged);
      },
    };
  },

  refusalBody: ({ code, status }) => ({
    code,
    message: 'refused',
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  }),
};

/** @param {string | undefined} authorization @returns {string[]} user and password */
function credentialsIn(authorization = '') {
  const [, encoded = ''] = /^Basic (.+)$/.exec(authorization) ?? [];
  const text = Buffer.from(encoded, 'base64').toString();
  const at = text.indexOf(':');
  return at < 0 ? [] : [text.slice(0, at), text.slice(at + 1)];
}
