import type { Channel } from '../../channels/channel.js';
import type { SealedSecrets } from '../../channels/channel-secrets.js';
import type { Sql } from '../../operations/definition.js';
import type { Business } from '../business.js';
import { postgresError } from '../postgres-error.js';
import type { Transaction } from '../transaction.js';

/** A business's account at the provider of a channel, without its secrets. */
export interface ChannelAccount {
  readonly channel: Channel;
  /** Part of the address that its webhooks come to. */
  readonly webhookId: string;
  /** The provider's name for it. */
  readonly sender: string;
  /** Messages per second that its number is good for. */
  readonly perSecond: number;
  /** How many people it may write to in 24 hours; null where that is not known. */
  readonly peoplePerDay: number | null;
  /** Where messages may go to, as ISO 3166 has them. */
  readonly countries: readonly string[];
  readonly changedAt: Date;
  readonly changedBy: string;
}

const SHOWN = `channel, webhook_id AS "webhookId", sender, per_second AS "perSecond", people_per_day AS "peoplePerDay", countries, changed_at AS "changedAt",
               changed_by AS "changedBy"`;

export function listChannelAccounts(business: Business): Promise<ChannelAccount[]> {
  return business.query(`SELECT ${SHOWN} FROM channel_accounts WHERE business_id = $1 ORDER BY channel`, [business.id]);
}

export async function findChannelAccount(
  sql: Sql,
  businessId: number,
  channel: Channel,
): Promise<(ChannelAccount & SealedSecrets) | null> {
  const [row] = await sql.query<ChannelAccount & SealedSecrets>(
    `SELECT ${SHOWN}, key_id AS "keyId", secrets AS sealed FROM channel_accounts
      WHERE business_id = $1 AND channel = $2`,
    [businessId, channel],
  );
  return row ?? null;
}

/** An account as its webhooks are checked with. */
interface WebhookAccount extends SealedSecrets {
  readonly sender: string;
  /** Those before, as long as they are believed; null after that. */
  readonly old: SealedSecrets | null;
}

/** The account whose webhooks come to this address; null where there is none. */
export async function findWebhookAccount(
  business: Business,
  channel: Channel,
  webhookId: string,
): Promise<WebhookAccount | null> {
  const row = await business.firstPrepared<
    Omit<WebhookAccount, 'old'> & { readonly oldKeyId: string | null; readonly oldSealed: Buffer }
  >(
    'find_webhook_account',
    `SELECT sender, key_id AS "keyId", secrets AS sealed, old_secrets AS "oldSealed",
            CASE WHEN old_until > clock_timestamp() THEN old_key_id END AS "oldKeyId"
       FROM channel_accounts WHERE business_id = $1 AND channel = $2 AND webhook_id = $3`,
    [business.id, channel, webhookId],
  );
  if (!row) return null;
  const { oldKeyId, oldSealed, ...account } = row;
  return { ...account, old: oldKeyId === null ? null : { keyId: oldKeyId, sealed: oldSealed } };
}

/** Null where there is no account. Locked until the transaction ends: two changes of it would each keep what the other replaces. */
export async function lockChannelSecrets(
  sql: Transaction,
  businessId: number,
  channel: Channel,
): Promise<({ readonly sender: string } & SealedSecrets) | null> {
  const [row] = await sql.query<{ sender: string } & SealedSecrets>(
    `SELECT sender, key_id AS "keyId", secrets AS sealed FROM channel_accounts
      WHERE business_id = $1 AND channel = $2 FOR UPDATE`,
    [businessId, channel],
  );
  return row ?? null;
}

/** So long webhooks that are signed with the secret before are believed. */
const OLD_SECRETS_FOR = '24 hours';

/** The number is another business's. */
export class SenderTaken extends Error {
  constructor(cause: unknown) {
    super('another business has this sender', { cause });
    this.name = 'SenderTaken';
  }
}

/**
 * Sets up the account, or replaces what it was.
 *
 * @param before what becomes of the secrets that it had: they are kept as the old ones, or those that are the old ones stay, or
 *   none are kept
 * @throws SenderTaken
 */
export async function putChannelAccount(
  sql: Transaction,
  businessId: number,
  account: Omit<ChannelAccount, 'webhookId' | 'changedAt'> & SealedSecrets,
  before: 'kept' | 'as before' | 'gone' = 'gone',
): Promise<ChannelAccount> {
  const { channel, sender, perSecond, peoplePerDay, countries, sealed, keyId, changedBy } = account;
  const old = (column: string, kept: string) =>
    `old_${column} = CASE $9 WHEN 'kept' THEN ${kept} WHEN 'as before' THEN a.old_${column} END`;
  const put = sql.query<ChannelAccount>(
    `INSERT INTO channel_accounts AS a
       (business_id, channel, sender, per_second, countries, secrets, key_id, changed_at, changed_by, people_per_day)
     VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), $8, $10)
     ON CONFLICT (business_id, channel) DO UPDATE SET
       sender = excluded.sender, per_second = excluded.per_second, countries = excluded.countries,
       people_per_day = excluded.people_per_day, secrets = excluded.secrets, key_id = excluded.key_id, changed_at = excluded.changed_at,
       changed_by = excluded.changed_by, ${old('secrets', 'a.secrets')}, ${old('key_id', 'a.key_id')},
       ${old('until', `excluded.changed_at + interval '${OLD_SECRETS_FOR}'`)}
     RETURNING ${SHOWN}`,
    [businessId, channel, sender, perSecond, countries, sealed, keyId, changedBy, before, peoplePerDay],
  );
  const [row] = await put.catch((error: unknown) => {
    throw postgresError(error)?.constraint === 'channel_accounts_one_number' ? new SenderTaken(error) : error;
  });
  return row!;
}
