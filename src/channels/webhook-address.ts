import type { Channel } from './channel.js';

/** Below `/api/v1`. */
export const WEBHOOKS_PATH = 'webhooks';

/** By the name of the provider, which is what an address is set up for. */
const PROVIDER_OF: Readonly<Record<Channel, string>> = { whatsapp: 'whatsapp', phone: 'twilio' };

/** As the server knows the path that takes forms. */
export const TWILIO_WEBHOOKS_ROUTE = `/api/v1/${WEBHOOKS_PATH}/twilio/:account`;

const ACCOUNT = /^([1-9]\d{0,9})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** Of PostgreSQL's integer. */
const MAX_BUSINESS_ID = 2_147_483_647;

/** Where the provider of an account sends its webhooks, as a path. */
export function webhookPath(businessId: number, channel: Channel, webhookId: string): string {
  return `/api/v1/${WEBHOOKS_PATH}/${PROVIDER_OF[channel]}/${businessId}-${webhookId}`;
}

/** The last part of such a path; null where it is none. */
export function accountOf(text: string): { readonly businessId: number; readonly webhookId: string } | null {
  const [, businessId, webhookId] = ACCOUNT.exec(text) ?? [];
  if (webhookId === undefined || Number(businessId) > MAX_BUSINESS_ID) return null;
  return { businessId: Number(businessId), webhookId };
}
