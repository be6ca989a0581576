import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Explicit ids of a request, staged before its job exists. A header without a job goes after an hour. */
export class CreateStagedSelections1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE staged_selections (
        id uuid PRIMARY KEY,
        business_id integer NOT NULL CHECK (business_id > 0),
        job_id uuid,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query(
      'CREATE INDEX staged_selections_without_job ON staged_selections (created_at) WHERE job_id IS NULL',
    );
    await runner.query(`
      CREATE TABLE staged_ids (
        business_id integer NOT NULL,
        staging_id uuid NOT NULL,
        target_id bigint NOT NULL,
        PRIMARY KEY (staging_id, target_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE staged_ids');
    await runner.query('DROP TABLE staged_selections');
  }
}
