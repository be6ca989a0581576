import { createHmac } from 'node:crypto';
import { statusOrders } from './status-orders.mjs';

const GIVE_UP_MS = 30_000;

/** @typedef {(status: string, isForged: boolean) => Promise<unknown>} SendStatus posts one webhook */

/** Posts webhooks, and knows which of them are still on their way. */
export class Webhooks {
  /** @type {(() => Promise<unknown>)[]} */
  #held = [];
  /** @type {Set<Promise<unknown>>} */
  #onTheirWay = new Set();

  /**
   * The webhooks of one message that was taken.
   *
   * @param {string} order one of `statusOrders`
   * @param {readonly string[]} statuses in the order in which they come true
   * @param {SendStatus} send
   * @returns {{ before: () => Promise<void>, after: () => void }} to be called before and after the answer
   */
  ofMessage(order, statuses, send) {
    const { when, isForged = false, arrange } = statusOrders[order] ?? {};
    const arranged = arrange?.(statuses) ?? statuses;
    const all = async () => {
      for (const status of arranged) await send(status, isForged);
    };
    return {
      before: async () => {
        if (when === 'before') await this.#track(all());
        if (when === 'released') this.#held.push(all);
      },
      after: () => {
        if (when === undefined) void this.#track(all());
      },
    };
  }

  /** Sends what is held back. Resolves when nothing is on its way any more. */
  async release() {
    for (const send of this.#held.splice(0)) void this.#track(send());
    while (this.#onTheirWay.size > 0) await Promise.all(this.#onTheirWay);
  }

  /** @param {Promise<unknown>} sending */
  #track(sending) {
    const tracked = sending.catch(() => undefined).finally(() => this.#onTheirWay.delete(tracked));
    this.#onTheirWay.add(tracked);
    return tracked;
  }
}

/**
 * As WhatsApp sends it: JSON, signed with the app's secret.
 *
 * @param {{ url: string, appSecret: string }} target
 * @param {object} content
 * @param {boolean} isForged
 */
export function postToWhatsAppWebhook({ url, appSecret }, content, isForged) {
  const body = JSON.stringify(content);
  const signature = createHmac('sha256', isForged ? 'not the secret' : appSecret)
    .update(body)
    .digest('hex');
  return post(url, body, { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` });
}

/**
 * As Twilio sends it: a form, signed over the address and the sorted fields.
 *
 * @param {{ url: string, authToken: string }} target
 * @param {Readonly<Record<string, string>>} fields
 * @param {boolean} isForged
 */
export function postToTwilioWebhook({ url, authToken }, fields, isForged) {
  const signed = Object.keys(fields)
    .sort()
    .reduce((text, name) => text + name + fields[name], url);
  const signature = createHmac('sha1', isForged ? 'not the token' : authToken)
    .update(signed)
    .digest('base64');
  return post(url, new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'x-twilio-signature': signature,
    'i-twilio-idempotency-token': `${fields['CallSid']}-${fields['SequenceNumber']}`,
  });
}

/** @param {string} url @param {string} body @param {Record<string, string>} headers */
async function post(url, body, headers) {
  const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(GIVE_UP_MS) });
  await response.body?.cancel();
}
