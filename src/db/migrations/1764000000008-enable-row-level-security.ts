import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowLevelSecurityOn, withoutRowLevelSecurityOn } from './row-level-security.js';

/** What each program may do with each table: what it does, and no more. */
const TABLES = {
  // SELECT … FOR UPDATE, by which a batch takes its targets, needs UPDATE.
  leads: { api: 'SELECT', worker: 'SELECT, UPDATE, DELETE' },
  jobs: { api: 'SELECT, INSERT, UPDATE', worker: 'SELECT, UPDATE' },
  job_batches: { worker: 'SELECT, INSERT, UPDATE, DELETE' },
  job_failures: {
    api: 'SELECT (business_id, job_id, target_id, code, constraint_name)',
    worker: 'SELECT, INSERT, DELETE',
  },
  staged_selections: { api: 'SELECT, INSERT, UPDATE, DELETE', worker: 'SELECT, DELETE' },
  staged_ids: { api: 'SELECT, INSERT, DELETE', worker: 'SELECT, DELETE' },
  idempotency_keys: { api: 'SELECT, INSERT', worker: 'SELECT, DELETE' },
} as const;

/**
 * Row-level security on every business table: a forgotten predicate shows nothing of another business.
 */
export class EnableRowLevelSecurity1764000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, grants] of Object.entries(TABLES)) {
      await runner.query(rowLevelSecurityOn(table, grants));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(TABLES)) await runner.query(withoutRowLevelSecurityOn(table));
  }
}
