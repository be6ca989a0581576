import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A job of messages may send to its first people, and then look what became of that.
 *
 * - `canary`: what was asked for; null where nothing was.
 * - `canary_until`: how long the webhooks are waited for, by PostgreSQL's clock; null until the last of the first messages is
 *   composed.
 * - `canary_outcome`: what the look has found. With `failed` the job is paused in the same statement, so that an attempt of a
 *   batch whose answer was lost finds both or neither.
 * - `pause_reason`: why the job has paused by itself; null where a person has paused it.
 *
 * Safe on 10,000,000 rows in use: the columns come without a rewrite, and the constraints without a look at the rows that are
 * there, which are all null.
 */
export class AddCanaryToJobs1764000000080 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs ADD COLUMN canary jsonb, ADD COLUMN canary_until timestamptz, ADD COLUMN canary_outcome text,
        ADD COLUMN pause_reason text,
        ADD CONSTRAINT jobs_canary CHECK (canary IS NOT NULL OR num_nonnulls(canary_until, canary_outcome) = 0) NOT VALID,
        ADD CONSTRAINT jobs_canary_outcome CHECK (canary_outcome IN ('passed', 'failed')) NOT VALID,
        ADD CONSTRAINT jobs_pause_reason CHECK (char_length(pause_reason) <= 200) NOT VALID`);
  }

  /** The version before knows no canary: jobs with one must have ended, or they send to everybody. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs DROP COLUMN pause_reason, DROP COLUMN canary_outcome, DROP COLUMN canary_until, DROP COLUMN canary`);
  }
}
