import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a person is shown of a failed target, and what finds it. */
const SHOWN = 'business_id, job_id, target_id, code, constraint_name';

/**
 * Two new questions of the API: GET /jobs/{id}/results, served by the primary key (job, target), needs to be let
 * in; GET /audit?operationType needs an index, in the order of the answer as its siblings are.
 *
 * The index is built beside writers, so outside of a transaction; one that was cut off leaves an index that is not valid,
 * which goes first when it is run again.
 */
export class ServeFailuresAndAuditByType1764000000022 implements MigrationInterface {
  readonly name = 'ServeFailuresAndAuditByType1764000000022';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT SELECT (${SHOWN}) ON job_failures TO bulkgate_api`);
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS audit_log_operation_type');
    await runner.query(`
      CREATE INDEX CONCURRENTLY audit_log_operation_type ON audit_log (business_id, operation_type, seq)
        WHERE operation_type IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM takes every migration back in a transaction; a plain DROP holds the table for a moment only.
    await runner.query('DROP INDEX IF EXISTS audit_log_operation_type');
    await runner.query(`REVOKE SELECT (${SHOWN}) ON job_failures FROM bulkgate_api`);
  }
}
