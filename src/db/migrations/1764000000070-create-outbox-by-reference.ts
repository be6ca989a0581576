import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';

/**
 * Serves `record_channel_event`: a webhook that has lost our reference names its message by the provider's. It is built beside
 * writers.
 */
export class CreateOutboxByReference1764000000070 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const on = 'outbox (business_id, reference) WHERE reference IS NOT NULL';
    await createIndexConcurrently(runner, 'outbox_by_reference', on);
  }

  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, async () => {
      await runner.query('DROP INDEX CONCURRENTLY IF EXISTS outbox_by_reference');
    });
  }
}
