import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When the targets of a job were fixed: before they were counted, which may take long, while `created_at` is when the job was
 * accepted. Null in jobs of explicit ids, and in those of before, where `created_at` says both.
 *
 * Safe on 10,000,000 rows in use: the column comes without a rewrite.
 */
export class AddMomentOfSelection1764000000034 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs ADD COLUMN selected_at timestamptz');
  }

  /** The version before reads the moment of a job from `created_at`. */
  async down(runner: QueryRunner): Promise<void> {
    // Row-level security would hide all rows from their owner.
    await runner.query('ALTER TABLE jobs NO FORCE ROW LEVEL SECURITY');
    await runner.query('UPDATE jobs SET created_at = selected_at WHERE selected_at IS NOT NULL');
    await runner.query('ALTER TABLE jobs FORCE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE jobs DROP COLUMN selected_at');
  }
}
