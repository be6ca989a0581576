import { findChannelAccount } from '../db/repositories/channel-accounts.js';
import type { Sql } from '../operations/definition.js';
import type { ChannelSecrets, Secrets, SecretsOwner } from './channel-secrets.js';

/** An account as a worker sends with it. */
export interface OpenAccount {
  readonly sender: string;
  /** Part of the address that its webhooks come to. */
  readonly webhookId: string;
  readonly perSecond: number;
  readonly countries: readonly string[];
  readonly secrets: Secrets;
}

/** Null where the business has none, or where the key of its secrets is gone. */
export async function openAccount(sql: Sql, owner: SecretsOwner, secrets: ChannelSecrets): Promise<OpenAccount | null> {
  const account = await findChannelAccount(sql, owner.businessId, owner.channel);
  const opened = account && secrets.open(owner, account);
  if (!account || !opened) return null;
  const { sender, webhookId, perSecond, countries } = account;
  return { sender, webhookId, perSecond, countries, secrets: opened };
}
