import { ApplicationFailure } from '@temporalio/common';
import type { CallingHours } from '../operations/calling-hours.js';
import type { Channels } from '../operations/channels.js';
import { FAILURE } from '../operations/errors.js';
import type { Sql } from '../operations/sql.js';
import type { Channel } from './channel.js';
import type { ChannelSecrets } from './channel-secrets.js';
import { type OpenAccount, openAccount } from './open-account.js';
import type { Providers } from './open-providers.js';
import { reasonAgainst, recipientsOf } from './recipients.js';
import { webhookPath } from './webhook-address.js';

interface ChannelsEnvironment {
  /** Where providers find the API; without it Twilio is not asked to tell what becomes of a call. */
  readonly publicOrigin: string | undefined;
  readonly now?: () => Date;
}

/** The accounts of all businesses, each opened anew for every message: one that is changed counts at once. */
export function openChannels(
  secrets: ChannelSecrets,
  { whatsApp, twilio }: Pick<Providers, 'whatsApp' | 'twilio'>,
  { publicOrigin, now = () => new Date() }: ChannelsEnvironment,
): Channels {
  async function accountOf(sql: Sql, businessId: number, channel: Channel): Promise<OpenAccount> {
    const account = await openAccount(sql, { businessId, channel }, secrets);
    if (account) return account;
    const message = `channel_not_set: the business has no ${channel} account, or its secrets do not open here`;
    throw ApplicationFailure.nonRetryable(message, FAILURE.batchImpossible);
  }

  function reachOver(
    { perSecond, countries }: OpenAccount,
    businessId: number,
    channel: Channel,
    hours?: CallingHours,
  ) {
    const reach = () => ({ businessId, channel, countries, when: hours && { hours, at: now() } });
    return {
      pace: { key: `${channel}:${businessId}`, perSecond },
      recipientsOf: (sql: Sql, leadIds: readonly number[]) => recipientsOf(sql, reach(), leadIds),
      reasonAgainst: (sql: Sql, message: { readonly targetId: number; readonly address: string }) =>
        reasonAgainst(sql, reach(), message),
    };
  }

  return {
    now,

    async whatsApp(sql, businessId) {
      const account = await accountOf(sql, businessId, 'whatsapp');
      const number = { phoneNumberId: account.sender, accessToken: account.secrets.accessToken ?? '' };
      return {
        ...reachOver(account, businessId, 'whatsapp'),
        sendTemplate: (message, stop) => whatsApp.sendTemplate(number, message, stop),
      };
    },

    async twilio(sql, businessId, hours) {
      const account = await accountOf(sql, businessId, 'phone');
      const credentials = { accountSid: account.sender, authToken: account.secrets.authToken ?? '' };
      const callbackPath = webhookPath(businessId, 'phone', account.webhookId);
      return {
        ...reachOver(account, businessId, 'phone', hours),
        findCalls: (sought) => twilio.findCalls(credentials, sought),
        placeCall({ reference, ...call }, stop) {
          const query = new URLSearchParams({ reference }).toString();
          const statusCallback = publicOrigin === undefined ? null : `${publicOrigin}${callbackPath}?${query}`;
          return twilio.placeCall(credentials, { ...call, statusCallback }, stop);
        },
      };
    },
  };
}
