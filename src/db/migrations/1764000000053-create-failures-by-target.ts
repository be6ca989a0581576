import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What jobs have recorded about one target, for `GET /audit/targets/{table}/{id}`. Without it the whole table is read.
 *
 * Built beside writers, so outside of a transaction. May be run again when it was cut off.
 */
export class CreateFailuresByTarget1764000000053 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS job_failures_by_target');
    await runner.query(`
      CREATE INDEX CONCURRENTLY job_failures_by_target ON job_failures (business_id, target_id, job_id)`);
    await runner.query('GRANT SELECT (created_at) ON job_failures TO bulkgate_api');
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM takes every migration back in a transaction.
    const isInTransaction = runner.isTransactionActive;
    if (isInTransaction) await runner.commitTransaction();
    await runner.query('REVOKE SELECT (created_at) ON job_failures FROM bulkgate_api');
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS job_failures_by_target');
    if (isInTransaction) await runner.startTransaction();
  }
}
