import type { QueryRunner } from 'typeorm';

/**
 * Writes anew which kinds of selection a job may have, and what each of them needs. No rewrite: rows are looked at beside
 * writers. May be run again when it was cut off.
 */
export async function constrainSelections(runner: QueryRunner, kinds: string, selection: string): Promise<void> {
  await runner.query(`
    ALTER TABLE jobs
      DROP CONSTRAINT IF EXISTS jobs_selection_kind_check, DROP CONSTRAINT IF EXISTS jobs_selection,
      ADD CONSTRAINT jobs_selection_kind_check CHECK (${kinds}) NOT VALID,
      ADD CONSTRAINT jobs_selection CHECK (${selection}) NOT VALID`);
  await runner.query('ALTER TABLE jobs VALIDATE CONSTRAINT jobs_selection_kind_check');
  await runner.query('ALTER TABLE jobs VALIDATE CONSTRAINT jobs_selection');
}
