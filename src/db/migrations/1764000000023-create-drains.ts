import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowLevelSecurityOn } from './row-level-security.js';

const FINDER = 'find_drains()';
const FOUND = 'business_id integer, operation_type text, since timestamptz, drained_by text, reason text';

/**
 * Drains: new starts that people on call have stopped, until they lift it. Business 0 is every business, type `*` every
 * type. A business sees its own drains and those of everybody; nobody else's.
 *
 * What is done to all businesses at once is written down in a chain of its own, that of business 0: the check on the audit
 * log lets that number in. It is not validated, which would read the whole log under a lock: every row there has passed
 * the stricter check before it.
 */
export class CreateDrains1764000000023 implements MigrationInterface {
  readonly name = 'CreateDrains1764000000023';

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
    for (const statement of [
      ...rowLevelSecurityOn('drains', { api: 'SELECT', worker: 'SELECT, INSERT, DELETE' }),
      'CREATE POLICY of_everybody ON drains FOR SELECT USING (business_id = 0)',
      'GRANT SELECT (business_id, operation_type, since, drained_by, reason) ON drains TO bulkgate_finder',
      'CREATE POLICY finder ON drains FOR SELECT TO bulkgate_finder USING (true)',
      // Whoever is given a function must be able to make one in that schema, for the moment of the gift.
      'GRANT CREATE ON SCHEMA public TO bulkgate_finder',
      `CREATE FUNCTION ${FINDER} RETURNS TABLE (${FOUND})
         LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
         SELECT d.business_id, d.operation_type, d.since, d.drained_by, d.reason FROM public.drains d
          ORDER BY d.business_id, d.operation_type $$`,
      `REVOKE ALL ON FUNCTION ${FINDER} FROM PUBLIC`,
      `GRANT EXECUTE ON FUNCTION ${FINDER} TO bulkgate_worker`,
      `ALTER FUNCTION ${FINDER} OWNER TO bulkgate_finder`,
      'REVOKE CREATE ON SCHEMA public FROM bulkgate_finder',
      ...admitting('business_id >= 0'),
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    // What the installation's chain has stays, as all of the log does.
    for (const statement of admitting('business_id > 0')) await runner.query(statement);
    await runner.query(`DROP FUNCTION ${FINDER}`);
    await runner.query('DROP TABLE drains');
  }
}

function admitting(condition: string): readonly string[] {
  return [
    'ALTER TABLE audit_log DROP CONSTRAINT audit_log_business_id_check',
    `ALTER TABLE audit_log ADD CONSTRAINT audit_log_business_id_check CHECK (${condition}) NOT VALID`,
  ];
}
