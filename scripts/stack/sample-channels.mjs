import { LaunchError } from '../setup/launch-error.mjs';
import { signToken } from './token.mjs';

/** The sample leads have numbers of the United States, which nobody has. */
const COUNTRIES = ['US'];
const APP_SECRET = 'local-app-secret';

const phoneNumberIdOf = (/** @type {number} */ businessId) => `15550000000${businessId}`;

/**
 * The fields of a business's accounts. Paces are ones that a demo has the time for. The secrets protect nothing: the stand-in takes
 * whatever comes.
 *
 * @type {Readonly<Record<string, (businessId: number) => object>>}
 */
const ACCOUNTS = {
  whatsapp: (businessId) => ({
    ...{ phoneNumberId: phoneNumberIdOf(businessId), perSecond: 500, countries: COUNTRIES },
    ...{ accessToken: 'local-access-token', appSecret: APP_SECRET, verifyToken: 'local-verify-token' },
  }),
  phone: (businessId) => ({
    accountSid: `AC${String(businessId).padStart(32, '0')}`,
    ...{ perSecond: 100, countries: COUNTRIES, authToken: 'local-auth-token' },
  }),
};
/**
 * Gives both businesses accounts for WhatsApp and calls at the stand-in, where they have none of their own, and tells the stand-in
 * where webhooks of WhatsApp go: API and stand-in may have other ports than last time.
 *
 * @param {{ api: string, provider: string, secret: string }} options
 */
export async function makeSampleChannels({ api, provider, secret }) {
  /** @type {Record<string, { url: string, appSecret: string }>} */
  const whatsapp = {};
  for (const businessId of [1, 2]) {
    const token = signToken({ secret, businessId, role: 'admin' });
    const { items = [] } = await asked(`${api}/api/v1/channels`, token);
    for (const [name, fieldsOf] of Object.entries(ACCOUNTS)) {
      const own = items.find((/** @type {{ channel: string }} */ { channel }) => channel === name);
      const account =
        own ?? (await asked(`${api}/api/v1/channels/${name}`, token, { method: 'PUT' }, fieldsOf(businessId)));
      if (name !== 'whatsapp') continue;
      whatsapp[phoneNumberIdOf(businessId)] = { url: `${api}${account.webhookPath}`, appSecret: APP_SECRET };
    }
  }
  const answer = await fetch(`${provider}/-/plan`, { method: 'PUT', body: JSON.stringify({ whatsapp }) });
  if (!answer.ok) throw new LaunchError(`The stand-in for WhatsApp took no plan: ${answer.status}`);
}

/**
 * @param {string} url
 * @param {string} token
 * @param {RequestInit} [request]
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function asked(url, token, request = {}, body = undefined) {
  const answer = await fetch(url, {
    ...request,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new LaunchError(`Sample channels could not be made: ${answer.status} ${text}`);
  return JSON.parse(text);
}
