import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The day that a message was last counted for in `message_days`: one that the provider did not process is claimed again, and counts
 * once.
 */
export class AddCountedDayToOutbox1764000000078 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox ADD COLUMN counted_on date');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox DROP COLUMN counted_on');
  }
}
