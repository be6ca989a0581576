import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowLevelSecurityOn } from './row-level-security.js';

/**
 * A business's account at the provider of a channel: at most one for each channel. `sender` is the provider's name for it
 * (phone number id, account SID). The secrets are encrypted by the programs, which alone have the keys.
 *
 * `webhook_id` is part of the address that the provider sends webhooks to. It stays when the account changes.
 */
export class CreateChannelAccounts1764000000061 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE channel_accounts (
        business_id integer NOT NULL CHECK (business_id > 0),
        channel text NOT NULL CHECK (channel IN ('whatsapp', 'phone')),
        webhook_id uuid NOT NULL DEFAULT gen_random_uuid(),
        sender text NOT NULL CHECK (char_length(sender) BETWEEN 1 AND 100),
        per_second integer NOT NULL CHECK (per_second > 0),
        countries text[] NOT NULL CHECK (cardinality(countries) > 0),
        secrets bytea NOT NULL,
        key_id text NOT NULL,
        changed_at timestamptz NOT NULL,
        changed_by text NOT NULL,
        PRIMARY KEY (business_id, channel)
      )`);
    await runner.query(rowLevelSecurityOn('channel_accounts', { api: 'SELECT, INSERT, UPDATE', worker: 'SELECT' }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE channel_accounts');
  }
}
