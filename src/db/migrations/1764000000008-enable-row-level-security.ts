import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowLevelSecurityOn, withoutRowLevelSecurityOn } from './row-level-security.js';

/** What each program may do with each table: what it does, and no more. */
const TABLES = {
  // SELECT … FOR UPDATE, by which a batch takes its targets, needs UPDATE.
  leads: { api: 'SELECT', worker: 'SELECT, UPDATE, DELETE' },
  jobs: { api: 'SELECT, INSERT, UPDATE', worker: 'SELECT, UPDATE' },
  job_batches: { worker: 'SELECT, INSERT, UPDATE, DELETE' },
  job_failures: { worker: 'SELECT, INSERT, DELETE' },
  staged_selections: { api: 'SELECT, INSERT, UPDATE, DELETE', worker: 'SELECT, DELETE' },
  staged_ids: { api: 'SELECT, INSERT, DELETE', worker: 'SELECT, DELETE' },
  idempotency_keys: { api: 'SELECT, INSERT', worker: 'SELECT, DELETE' },
} as const;

/**
 * Row-level security on every business table: a forgotten predicate shows nothing of another business. Takes each table
 * for a moment only (no scan, no rewrite).
 */
export class EnableRowLevelSecurity1764000000008 implements MigrationInterface {
  readonly name = 'EnableRowLevelSecurity1764000000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, grants] of Object.entries(TABLES)) {
      for (const statement of rowLevelSecurityOn(table, grants)) await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(TABLES)) {
      for (const statement of withoutRowLevelSecurityOn(table)) await runner.query(statement);
    }
  }
}
