import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';

/**
 * What jobs have recorded about one target, for `GET /audit/targets/{table}/{id}`. Without it the whole table is read.
 *
 * Built beside writers, so outside of a transaction. May be run again when it was cut off.
 */
export class CreateFailuresByTarget1764000000053 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndexConcurrently(runner, 'job_failures_by_target', 'job_failures (business_id, target_id, job_id)');
    await runner.query('GRANT SELECT (created_at) ON job_failures TO bulkgate_api');
  }

  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, async () => {
      await runner.query('REVOKE SELECT (created_at) ON job_failures FROM bulkgate_api');
      await runner.query('DROP INDEX CONCURRENTLY IF EXISTS job_failures_by_target');
    });
  }
}
