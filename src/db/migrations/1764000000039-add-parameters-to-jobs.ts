import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an operation type needs beside its selection. Jobs of before have none, and neither has one that an API of the
 * version before accepts meanwhile.
 *
 * Safe on 10,000,000 rows in use, forward and back: a column with a constant default comes without a rewrite.
 */
export class AddParametersToJobs1764000000039 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE jobs ADD COLUMN parameters jsonb NOT NULL DEFAULT '{}'`);
  }

  /** The version before has no operation type with parameters: jobs of such types must have ended. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs DROP COLUMN parameters');
  }
}
