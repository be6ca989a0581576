import { LaunchError } from '../setup/launch-error.mjs';
import { signToken } from './token.mjs';

/** The sample leads have numbers of the United States, which nobody has. The pace is one that a demo has the time for. */
const ACCOUNT = { phoneNumberId: '15550000000', perSecond: 500, countries: ['US'] };
/** They protect nothing: the stand-in takes whatever comes. */
const SECRETS = { accessToken: 'local-access-token', appSecret: 'local-app-secret', verifyToken: 'local-verify-token' };

/**
 * Gives both businesses a WhatsApp account at the stand-in, where they have none of their own, and tells the stand-in where its
 * webhooks go: API and stand-in may have other ports than last time.
 *
 * @param {{ api: string, provider: string, secret: string }} options
 */
export async function makeSampleChannels({ api, provider, secret }) {
  /** @type {Record<string, { url: string, appSecret: string }>} */
  const whatsapp = {};
  for (const businessId of [1, 2]) {
    const phoneNumberId = `${ACCOUNT.phoneNumberId}${businessId}`;
    const token = signToken({ secret, businessId, role: 'admin' });
    const { items = [] } = await asked(`${api}/api/v1/channels`, token);
    const own = items.find((/** @type {{ channel: string }} */ { channel }) => channel === 'whatsapp');
    const account =
      own ??
      (await asked(
        `${api}/api/v1/channels/whatsapp`,
        token,
        { method: 'PUT' },
        { ...ACCOUNT, ...SECRETS, phoneNumberId },
      ));
    whatsapp[phoneNumberId] = { url: `${api}${account.webhookPath}`, appSecret: SECRETS.appSecret };
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
