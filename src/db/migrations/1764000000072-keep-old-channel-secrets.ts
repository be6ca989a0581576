import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The secrets that were replaced last, encrypted as they were, and until when webhooks that are signed with them are still
 * believed: a provider goes on with the old secret for a while, and sends again for hours what was refused.
 */
export class KeepOldChannelSecrets1764000000072 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE channel_accounts
        ADD COLUMN old_secrets bytea, ADD COLUMN old_key_id text, ADD COLUMN old_until timestamptz,
        ADD CONSTRAINT channel_accounts_old CHECK (
          (old_secrets IS NULL) = (old_key_id IS NULL) AND (old_secrets IS NULL) = (old_until IS NULL))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE channel_accounts DROP COLUMN old_secrets, DROP COLUMN old_key_id, DROP COLUMN old_until',
    );
  }
}
