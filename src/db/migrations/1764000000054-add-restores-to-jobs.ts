import type { MigrationInterface, QueryRunner } from 'typeorm';
import { WITH_RETRIES } from './1764000000052-add-retries-to-jobs.js';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';
import { constrainSelections } from './constrain-selections.js';

/**
 * A restore is a job that undoes another one, `restores`: its targets are what that job has in the archive. It holds the gate
 * of the type that it undoes, `gate_type`; in every other job that is null, and the gate is that of its own type.
 *
 * Safe on 10,000,000 rows in use: no rewrite, the constraints are looked at and the index is built beside writers. May be
 * run again when it was cut off.
 */
export class AddRestoresToJobs1764000000054 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE jobs ADD COLUMN IF NOT EXISTS restores uuid, ADD COLUMN IF NOT EXISTS gate_type text',
    );
    await constrainSelections(
      runner,
      `selection_kind IN ('ids', 'filter', 'all', 'failed', 'archived')`,
      WITH_RESTORES,
    );
    await createIndexConcurrently(runner, 'jobs_by_restored', 'jobs (restores, id) WHERE restores IS NOT NULL');
  }

  /** To the version before, a restore is a job of ids that nobody has staged: one that is live ends with what it has done. */
  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, async () => {
      await runner.query('DROP INDEX CONCURRENTLY IF EXISTS jobs_by_restored');
      await runner.query('ALTER TABLE jobs DROP CONSTRAINT IF EXISTS jobs_selection');
      await runner.startTransaction();
      await runner.query('SET LOCAL ROLE bulkgate_data_migration');
      await runner.query(`UPDATE jobs SET selection_kind = 'ids', staging_id = id WHERE selection_kind = 'archived'`);
      await runner.commitTransaction();
      await constrainSelections(runner, `selection_kind IN ('ids', 'filter', 'all', 'failed')`, WITH_RETRIES);
      await runner.query('ALTER TABLE jobs DROP COLUMN IF EXISTS restores, DROP COLUMN IF EXISTS gate_type');
    });
  }
}

const WITH_RESTORES = `${WITH_RETRIES}
  AND (selection_kind = 'archived') = (restores IS NOT NULL)
  AND (selection_kind = 'archived') = (gate_type IS NOT NULL)
  AND (selection_kind <> 'archived' OR archive_expires_on IS NOT NULL)`;
