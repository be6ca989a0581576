import type { Channel } from '../../channels/channel.js';
import type { ChannelSecrets, Secrets } from '../../channels/channel-secrets.js';
import type { BusinessOf } from '../../db/business.js';
import { lockChannelSecrets, putChannelAccount, SenderTaken } from '../../db/repositories/channel-accounts.js';
import { invalidRequest } from '../../http/problems.js';
import type { ApiRequest } from '../api-request.js';
import { channelKeysMissing, senderTaken } from './channel-problems.js';
import { channelView, type ChannelView } from './channel-view.js';

interface WantedAccount {
  readonly channel: Channel;
  readonly sender: string;
  readonly perSecond: number;
  readonly peoplePerDay: number | null;
  readonly countries: readonly string[];
  /** By field; undefined keeps what there is. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

/** What webhooks are signed with. */
const SIGNING_SECRET: Readonly<Record<Channel, string>> = { whatsapp: 'appSecret', phone: 'authToken' };

/** The accounts of businesses at the providers of their channels. */
export class ChannelAccounts {
  constructor(
    private readonly businessOf: BusinessOf,
    private readonly secrets: ChannelSecrets,
  ) {}

  /**
   * Sets up the account of a channel, or replaces it. A secret that is left out stays, as long as the account is the same:
   * whoever could send an old token to a number of his own choice would have read it.
   *
   * Where the secret that webhooks are signed with is another one, those before are kept for a while as well. Who sends the same
   * one again has done with them.
   *
   * @throws Problem 400 for a secret that is neither given nor kept, 409 for a number of another business, 503 without a key
   */
  async put({ caller, act }: Pick<ApiRequest, 'caller' | 'act'>, wanted: WantedAccount): Promise<ChannelView> {
    if (!this.secrets.canSeal) throw channelKeysMissing();
    const { channel, sender, perSecond, peoplePerDay } = wanted;
    const owner = { businessId: caller.businessId, channel };
    const changing = this.businessOf(caller).transaction(async (sql) => {
      await act.lockCredential(sql);
      const before = await lockChannelSecrets(sql, caller.businessId, channel);
      const kept = before?.sender === sender ? this.secrets.open(owner, before) : null;
      const sealed = this.secrets.seal(owner, wholeOf(wanted.secrets, kept ?? {}));
      const given = wanted.secrets[SIGNING_SECRET[channel]];
      const put = await putChannelAccount(
        sql,
        caller.businessId,
        {
          ...{ channel, sender, perSecond, peoplePerDay, ...sealed, changedBy: caller.subject },
          countries: [...new Set(wanted.countries)].sort(),
        },
        kept ? becomesOld(kept[SIGNING_SECRET[channel]], given) : 'gone',
      );
      await act.within(sql, { target: channel, selection: newSecrets(wanted.secrets) });
      return put;
    });
    const account = await changing.catch((error: unknown) => {
      throw error instanceof SenderTaken ? senderTaken(error) : error;
    });
    act.committed();
    return channelView(caller.businessId, account);
  }
}

function becomesOld(kept: string | undefined, given: string | undefined): 'kept' | 'as before' | 'gone' {
  if (given === undefined) return 'as before';
  return given === kept ? 'gone' : 'kept';
}

/** @throws Problem 400 naming each secret that is missing */
function wholeOf(given: WantedAccount['secrets'], kept: Secrets): Secrets {
  const whole = Object.entries(given).map(([name, value]) => [name, value ?? kept[name]] as const);
  const missing = whole.filter(([, value]) => value === undefined);
  if (missing.length > 0) {
    throw invalidRequest(missing.map(([field]) => ({ field, message: 'is needed: none is kept for this account' })));
  }
  return Object.fromEntries(whole) as Secrets;
}

/** For the log: which secrets are new, by name. */
function newSecrets(given: WantedAccount['secrets']): string {
  const names = Object.keys(given).filter((name) => given[name] !== undefined);
  return names.length === 0 ? 'secrets: none' : `secrets: ${names.sort().join(', ')}`;
}
