import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';

/**
 * Results of a job of messages: `GET /jobs/{id}/results?outcome=unknown`. The API reads what has become of a message, and not its
 * address.
 *
 * The index has what few messages are, and people look for: the others are found along the primary key. Most messages never come
 * into it, so that sending them costs no more. May be run again when it was cut off.
 */
export class LetApiListMessages1764000000075 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndexConcurrently(
      runner,
      'outbox_not_reached',
      `outbox (job_id, state, target_id) WHERE state IN ('unknown', 'failed', 'skipped')`,
    );
    await runner.query('GRANT SELECT (business_id, job_id, target_id, state, code) ON outbox TO bulkgate_api');
  }

  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, async () => {
      await runner.query('REVOKE SELECT (business_id, job_id, target_id, state, code) ON outbox FROM bulkgate_api');
      await runner.query('DROP INDEX CONCURRENTLY IF EXISTS outbox_not_reached');
    });
  }
}
