import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What each batch tells of a job's progress: the time that it was at work or at rest, the rate of the last minute, and the
 * run of its workflow, for the link to the Temporal Web UI. Null in jobs that began before. No row is written anew.
 */
export class AddProgressToJobs1764000000021 implements MigrationInterface {
  readonly name = 'AddProgressToJobs1764000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs
        ADD COLUMN worked_ms bigint,
        ADD COLUMN recent_per_second double precision,
        ADD COLUMN counted_at timestamptz,
        ADD COLUMN temporal_run_id text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE jobs DROP COLUMN worked_ms, DROP COLUMN recent_per_second, DROP COLUMN counted_at,
         DROP COLUMN temporal_run_id`,
    );
  }
}
