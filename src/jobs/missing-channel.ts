import type { Channel } from '../channels/channel.js';
import type { Business } from '../db/business.js';
import { listChannelAccounts } from '../db/repositories/channel-accounts.js';
import type { Refusal } from './accept-outcome.js';

/** Why a start is refused whose messages would have no account to leave from; null where it has one, or needs none. */
export async function missingChannel(business: Business, channel: Channel | undefined): Promise<Refusal | null> {
  if (channel === undefined) return null;
  const accounts = await listChannelAccounts(business);
  return accounts.some((account) => account.channel === channel) ? null : { reason: 'channel_not_set', channel };
}
