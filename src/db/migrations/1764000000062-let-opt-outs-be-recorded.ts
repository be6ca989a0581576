import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Opt-outs come by webhooks (the API) and by the answers to messages (workers). Nobody but a data migration takes one back.
 *
 * A phone number has one spelling here, E.164: an opt-out under another one would not be found. Rows of before are not
 * checked: the product has written none but those of its sample data.
 */
export class LetOptOutsBeRecorded1764000000062 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT SELECT, INSERT ON opt_outs TO bulkgate_api');
    await runner.query('GRANT INSERT ON opt_outs TO bulkgate_worker');
    await runner.query(`
      ALTER TABLE opt_outs ADD CONSTRAINT opt_outs_address
        CHECK (channel = 'email' OR address ~ '^\\+[1-9][0-9]{5,14}$') NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE opt_outs DROP CONSTRAINT opt_outs_address');
    await runner.query('REVOKE INSERT ON opt_outs FROM bulkgate_worker');
    await runner.query('REVOKE SELECT, INSERT ON opt_outs FROM bulkgate_api');
  }
}
