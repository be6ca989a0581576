import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TRACK_WRITES_FUNCTION, trackWritesOf, untrackWritesOf } from './write-tracking.js';

/** So that a job leaves alone the leads that were added or changed after its request was accepted. */
export class TrackLeadWrites1764000000017 implements MigrationInterface {
  readonly name = 'TrackLeadWrites1764000000017';

  async up(runner: QueryRunner): Promise<void> {
    // The table is taken for a moment only, but everybody queues behind a lock that is waited for. Where a long transaction
    // reads leads, this fails, and can be run again.
    await runner.query(`SET LOCAL lock_timeout = '5s'`);
    await runner.query(TRACK_WRITES_FUNCTION);
    for (const statement of trackWritesOf('leads')) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SET LOCAL lock_timeout = '5s'`);
    for (const statement of untrackWritesOf('leads')) await runner.query(statement);
    await runner.query('DROP FUNCTION track_writes()');
  }
}
