import { randomBytes } from 'node:crypto';
import { postToWhatsAppWebhook } from './webhooks.mjs';

/** @typedef {import('./server.mjs').Channel} Channel */

const PATH = /^\/v\d+\.\d+\/(\d+)\/messages$/;

/** @type {Channel} */
export const whatsapp = {
  codes: { person: 131026, optedOut: 131050, blocked: 131031, throttled: 130429, personWaits: 131056 },

  read({ path, headers, body }) {
    const [, phoneNumberId] = PATH.exec(path) ?? [];
    if (phoneNumberId === undefined) return null;
    if (!/^Bearer .+/.test(headers.authorization ?? '')) return { refusal: { status: 401, code: 190 } };
    const message = jsonIn(body);
    const isWhole =
      message?.messaging_product === 'whatsapp' &&
      message.type === 'template' &&
      typeof message.to === 'string' &&
      typeof message.template?.name === 'string' &&
      typeof message.template.language?.code === 'string';
    if (!isWhole) return { refusal: { status: 400, code: 100 } };
    const reference = String(message.biz_opaque_callback_data ?? '');
    const digits = message.to.replace(/\D/g, '');
    const id = idOf(digits);
    return {
      to: `+${digits}`,
      reference,
      content: JSON.stringify(message.template),
      answer: {
        status: 200,
        body: {
          messaging_product: 'whatsapp',
          contacts: [{ input: message.to, wa_id: digits }],
          messages: [{ id, message_status: 'accepted' }],
        },
      },
      taken: () => undefined,
      statuses: ['sent', 'delivered', 'read'],
      failedStatuses: ['sent', 'failed'],
      sender: (plan, rule) => async (status, isForged) => {
        const target = plan.whatsapp[phoneNumberId];
        if (target === undefined) return;
        const about = {
          id,
          status,
          timestamp: String(Math.floor(Date.now() / 1000)),
          recipient_id: digits,
          biz_opaque_callback_data: reference,
          ...(status === 'failed' ? { errors: [{ code: rule.fails, title: 'failed' }] } : {}),
        };
        await postToWhatsAppWebhook(target, webhookOf(phoneNumberId, { statuses: [about] }), isForged);
      },
    };
  },

  refusalBody: ({ code }) => ({
    error: { message: `(#${code}) refused`, type: 'OAuthException', code, fbtrace_id: 'Atrace' },
  }),
};

/**
 * As WhatsApp makes it: base64 of a frame with the recipient's number and a random id.
 *
 * @param {string} digits
 */
function idOf(digits) {
  const pieces = [[0x1c, 0x18, digits.length], digits, [0x15, 2, 0, 0x11, 0x18, 0x12]];
  const bytes = [...pieces, randomBytes(9).toString('hex').toUpperCase(), [0]].map((piece) => Buffer.from(piece));
  return `wamid.${Buffer.concat(bytes).toString('base64')}`;
}

/**
 * @param {string} phoneNumberId
 * @param {object} content
 */
function webhookOf(phoneNumberId, content) {
  const metadata = { display_phone_number: '15550009999', phone_number_id: phoneNumberId };
  const value = { messaging_product: 'whatsapp', metadata, ...content };
  return { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] };
}

/** @param {string} text @returns {any} */
function jsonIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
