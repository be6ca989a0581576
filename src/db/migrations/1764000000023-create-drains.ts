import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction, visibleToFinders } from './definer-function.js';
import { rowLevelSecurityOn } from './row-level-security.js';

const COLUMNS = 'business_id, operation_type, since, drained_by, reason';

/**
 * Drains: new starts that people on call have stopped, until they lift it. Business 0 is every business, type `*` every
 * type. A business sees its own drains and those of every business, and no others.
 */
export class CreateDrains1764000000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE drains (
        business_id integer NOT NULL CHECK (business_id >= 0),
        operation_type text NOT NULL,
        since timestamptz NOT NULL DEFAULT clock_timestamp(),
        drained_by text NOT NULL,
        reason text,
        PRIMARY KEY (business_id, operation_type)
      )`);
    await runner.query(rowLevelSecurityOn('drains', { api: 'SELECT', worker: 'SELECT, INSERT, DELETE' }));
    await runner.query('CREATE POLICY of_everybody ON drains FOR SELECT USING (business_id = 0)');
    await runner.query(visibleToFinders({ drains: COLUMNS }));
    await runner.query(
      definerFunction({
        signature: 'find_drains()',
        returns: 'TABLE (business_id integer, operation_type text, since timestamptz, drained_by text, reason text)',
        body: `SELECT d.business_id, d.operation_type, d.since, d.drained_by, d.reason FROM public.drains d
                ORDER BY d.business_id, d.operation_type`,
        owner: 'bulkgate_finder',
        callers: 'bulkgate_worker',
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION find_drains()');
    await runner.query('DROP TABLE drains');
  }
}
