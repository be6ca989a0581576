import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';

/**
 * Serves `find_unknown_messages`: those that a person asks for, beside `outbox_unknown`. Hardly a message ever comes into it, so that
 * sending the others costs no more. May be run again when it was cut off.
 */
export class CreateOutboxAskedAgain1764000000086 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndexConcurrently(
      runner,
      'outbox_asked_again',
      `outbox (asked_since) WHERE state = 'unknown' AND asked_since IS NOT NULL`,
    );
  }

  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, async () => {
      await runner.query('DROP INDEX CONCURRENTLY IF EXISTS outbox_asked_again');
    });
  }
}
