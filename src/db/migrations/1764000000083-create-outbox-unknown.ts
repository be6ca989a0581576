import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';

/**
 * Serves `find_unknown_messages` and `count_unknown_messages`: what nobody knows the fate of, by the moment since when. Few messages
 * ever come into it, so that sending the others costs no more. May be run again when it was cut off.
 */
export class CreateOutboxUnknown1764000000083 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndexConcurrently(runner, 'outbox_unknown', `outbox (state_at) WHERE state = 'unknown'`);
  }

  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, async () => {
      await runner.query('DROP INDEX CONCURRENTLY IF EXISTS outbox_unknown');
    });
  }
}
