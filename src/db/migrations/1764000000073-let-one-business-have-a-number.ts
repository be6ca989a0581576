import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A number of WhatsApp belongs to one business: what people answer to it, and how fast it may send, cannot belong to two. A Twilio
 * account may have many numbers, and several businesses may share it.
 *
 * The table has a row or two for each business, so that the index is built at once.
 */
export class LetOneBusinessHaveANumber1764000000073 implements MigrationInterface {
  /** @throws where two businesses have the same number */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE UNIQUE INDEX channel_accounts_one_number ON channel_accounts (sender) WHERE channel = 'whatsapp'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX channel_accounts_one_number');
  }
}
