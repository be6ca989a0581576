import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Into which streams a job was divided when it began, and how many of them work at once. A job of before has one, and
 * `streams` is null.
 *
 * Safe on 10,000,000 rows in use: both columns come without a rewrite.
 */
export class AddParallelismToJobs1764000000035 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs ADD COLUMN parallelism integer NOT NULL DEFAULT 1, ADD COLUMN streams jsonb`);
  }

  /** The version before works through one stream: the jobs that have more must have ended. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs DROP COLUMN streams, DROP COLUMN parallelism');
  }
}
