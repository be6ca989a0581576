import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which control the status and the speed of a job's row came from: a workflow that was reset tells by them whether a
 * control that it has heard is newer than its row. The defaults are constants: no row is written anew.
 */
export class AddControlNumbersToJobs1764000000020 implements MigrationInterface {
  readonly name = 'AddControlNumbersToJobs1764000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs
        ADD COLUMN status_seq integer NOT NULL DEFAULT 0,
        ADD COLUMN speed_seq integer NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs DROP COLUMN status_seq, DROP COLUMN speed_seq');
  }
}
