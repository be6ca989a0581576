import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a job selects is fixed when its request is accepted: the snapshot of that moment beside `upper_bound`, and how many
 * rows were left alone because they were changed since. Null for a job that an older version has accepted.
 */
export class FixSelections1764000000016 implements MigrationInterface {
  readonly name = 'FixSelections1764000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs ADD COLUMN accepted_snapshot pg_snapshot, ADD COLUMN changed_since bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs DROP COLUMN changed_since, DROP COLUMN accepted_snapshot');
  }
}
