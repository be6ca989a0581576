import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a person has confirmed when a job was started: how many targets it would have, and why it is done. Null in jobs that
 * needed no confirmation and in those of before.
 *
 * Safe on 10,000,000 rows in use: both columns come without a rewrite, and the constraint without a look at the rows that
 * are there, which are all null.
 */
export class AddConfirmationToJobs1764000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs ADD COLUMN expected_total bigint, ADD COLUMN reason text,
        ADD CONSTRAINT jobs_reason CHECK (char_length(reason) <= 200) NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs DROP COLUMN expected_total, DROP COLUMN reason');
  }
}
