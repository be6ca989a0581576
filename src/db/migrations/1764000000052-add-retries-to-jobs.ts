import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';
import { constrainSelections } from './constrain-selections.js';
import { definerFunction } from './definer-function.js';

/**
 * A retry is a job of the targets that another one, `retry_of`, has recorded as failed; a job has one. Of a job that was by
 * filter it keeps the filter, which they still have to match.
 *
 * `results_deleted_at` is written before the purge deletes the first of a job's failures: whoever reads them knows then that
 * they are not all there. Null in jobs that were purged by a version before this one.
 *
 * Safe on 10,000,000 rows in use: no rewrite, the constraints are looked at and the index is built beside writers. May be
 * run again when it was cut off.
 */
export class AddRetriesToJobs1764000000052 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs ADD COLUMN IF NOT EXISTS retry_of uuid,
        ADD COLUMN IF NOT EXISTS results_deleted_at timestamptz`);
    await constrainSelections(runner, `selection_kind IN ('ids', 'filter', 'all', 'failed')`, WITH_RETRIES);
    await createIndexConcurrently(
      runner,
      'jobs_one_retry',
      'jobs (retry_of) WHERE retry_of IS NOT NULL',
      'UNIQUE INDEX',
    );
    await runner.query('GRANT SELECT (retry_of) ON jobs TO bulkgate_finder');
    await replaceFinder(runner, NOT_NEEDED_BY_A_RETRY);
  }

  /** To the version before, a retry is a job of ids that nobody has staged: one that is live ends with what it has done. */
  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, async () => {
      await replaceFinder(runner, '');
      await runner.query('REVOKE SELECT (retry_of) ON jobs FROM bulkgate_finder');
      await runner.query('DROP INDEX CONCURRENTLY IF EXISTS jobs_one_retry');
      await runner.query('ALTER TABLE jobs DROP CONSTRAINT IF EXISTS jobs_selection');
      await runner.startTransaction();
      await runner.query('SET LOCAL ROLE bulkgate_data_migration');
      await runner.query(`
      UPDATE jobs SET selection_kind = 'ids', staging_id = id, selection_filter = NULL WHERE selection_kind = 'failed'`);
      await runner.commitTransaction();
      await constrainSelections(runner, `selection_kind IN ('ids', 'filter', 'all')`, WITHOUT_RETRIES);
      await runner.query('ALTER TABLE jobs DROP COLUMN retry_of, DROP COLUMN results_deleted_at');
    });
  }
}

const WITHOUT_RETRIES = `
  (selection_kind = 'ids') = (staging_id IS NOT NULL)
  AND (selection_kind = 'filter') = (selection_filter IS NOT NULL)`;

/** What each kind needs. */
export const WITH_RETRIES = `
  (selection_kind = 'ids') = (staging_id IS NOT NULL)
  AND (selection_kind = 'failed') = (retry_of IS NOT NULL)
  AND CASE selection_kind WHEN 'filter' THEN selection_filter IS NOT NULL
                          WHEN 'failed' THEN TRUE
                          ELSE selection_filter IS NULL END`;

const NOT_NEEDED_BY_A_RETRY = `
  AND NOT EXISTS (SELECT FROM public.jobs r
                   WHERE r.retry_of = j.id AND r.status NOT IN ('completed', 'failed', 'cancelled'))`;

/** In one breath, so that a purge never finds it missing. */
async function replaceFinder(runner: QueryRunner, condition: string): Promise<void> {
  const signature = 'find_purgeable_jobs(retention_days integer, at_most integer)';
  const made = definerFunction({
    signature,
    returns: 'TABLE (business_id integer, job_id uuid)',
    body: `SELECT j.business_id, j.id FROM public.jobs j
            WHERE j.finished_at < clock_timestamp() - make_interval(days => retention_days)
              AND (EXISTS (SELECT FROM public.job_batches b WHERE b.job_id = j.id)
                   OR EXISTS (SELECT FROM public.job_failures f WHERE f.job_id = j.id)
                   OR EXISTS (SELECT FROM public.staged_selections s WHERE s.id = j.staging_id))${condition}
            ORDER BY j.finished_at LIMIT at_most`,
    owner: 'bulkgate_finder',
    callers: 'bulkgate_worker',
  });
  await runner.query(`BEGIN; DROP FUNCTION IF EXISTS ${signature}; ${made}; COMMIT`);
}
