import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowLevelSecurityOn } from './row-level-security.js';

/**
 * How many messages a job has claimed on one day, for jobs that may send so many a day. Whoever claims one counts it here and
 * thereby waits for whoever else does: so many are sent, and not one more. Counting the outbox itself would take longer with
 * each message, and two that count at once would both find room for the last one.
 */
export class CreateMessageDays1764000000077 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message_days (
        business_id integer NOT NULL CHECK (business_id > 0),
        job_id uuid NOT NULL,
        day date NOT NULL,
        claimed integer NOT NULL CHECK (claimed > 0),
        PRIMARY KEY (job_id, day)
      )`);
    await runner.query(rowLevelSecurityOn('message_days', { worker: 'SELECT, INSERT, UPDATE, DELETE' }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE message_days');
  }
}
