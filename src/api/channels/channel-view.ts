import { z } from 'zod';
import { CHANNELS } from '../../channels/channel.js';
import type { ChannelAccount } from '../../db/repositories/channel-accounts.js';
import { countrySchema } from './channel-requests.js';
import { webhookPath } from '../../channels/webhook-address.js';

export const channelViewSchema = z.object({
  channel: z.enum(CHANNELS).meta({ id: 'ChannelName' }),
  sender: z.string().describe('The provider’s name for the account: phone number id, account SID'),
  perSecond: z.int(),
  peoplePerDay: z.int().nullable().describe('People that may be written to in 24 hours; null where that is not known'),
  countries: z.array(countrySchema),
  webhookPath: z.string().describe('Where the provider sends its webhooks, behind the origin of this API'),
  changedAt: z.iso.datetime(),
  changedBy: z.string().describe('Subject of whoever changed it last'),
});

export const channelListSchema = z.object({ items: z.array(channelViewSchema) });

export type ChannelView = z.infer<typeof channelViewSchema>;

/** An account as it is shown: nothing of its secrets, not even their length. */
export function channelView(
  businessId: number,
  { webhookId, changedAt, countries, ...account }: ChannelAccount,
): ChannelView {
  return {
    ...account,
    webhookPath: webhookPath(businessId, account.channel, webhookId),
    countries: countries as ChannelView['countries'], // checked when they came
    changedAt: changedAt.toISOString(),
  };
}
