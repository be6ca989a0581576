import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many people an account may write to in 24 hours, as its provider has said; null where nobody has told us.
 *
 * Safe in use: a column without a default, in a table of a few rows for each business.
 */
export class AddPeoplePerDay1764000000081 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE channel_accounts ADD COLUMN people_per_day integer CHECK (people_per_day > 0)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE channel_accounts DROP COLUMN people_per_day');
  }
}
