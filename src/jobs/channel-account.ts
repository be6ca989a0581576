import type { Channel } from '../channels/channel.js';
import type { Business } from '../db/business.js';
import { type ChannelAccount, listChannelAccounts } from '../db/repositories/channel-accounts.js';

/** The business's account that messages over the channel would leave from; null where it has none. */
export async function findAccount(business: Business, channel: Channel): Promise<ChannelAccount | null> {
  const accounts = await listChannelAccounts(business);
  return accounts.find((account) => account.channel === channel) ?? null;
}
