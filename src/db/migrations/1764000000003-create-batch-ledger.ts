import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The batch ledger: which batch of a job has been done, and with what result. No foreign key to `jobs`: it would take
 * a share lock on the job's row first, and the job's row is locked last. The business is in each row, so that a policy
 * compares a column instead of reading the job.
 */
export class CreateBatchLedger1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job_batches (
        business_id integer NOT NULL,
        job_id uuid NOT NULL,
        batch_no integer NOT NULL,
        next_cursor bigint,
        exhausted boolean,
        processed integer,
        succeeded integer,
        failed_count integer,
        skipped integer,
        finished_at timestamptz,
        PRIMARY KEY (job_id, batch_no)
      ) WITH (fillfactor = 50)`);
    await runner.query(`
      CREATE TABLE job_failures (
        business_id integer NOT NULL,
        job_id uuid NOT NULL,
        target_id bigint NOT NULL,
        batch_no integer NOT NULL,
        code text NOT NULL,
        constraint_name text,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (job_id, target_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE job_failures');
    await runner.query('DROP TABLE job_batches');
  }
}
