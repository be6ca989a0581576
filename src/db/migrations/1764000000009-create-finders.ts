import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction, hiddenFromFinders, visibleToFinders } from './definer-function.js';

const LIVE = `j.status NOT IN ('completed', 'failed', 'cancelled')`;

/** The columns that the finders read, of which table: `bulkgate_finder` sees nothing else. */
const SEEN = {
  jobs: 'id, business_id, operation_type, status, staging_id, created_at, finished_at',
  job_batches: 'job_id',
  job_failures: 'job_id',
  staged_selections: 'id, business_id, job_id, created_at',
  idempotency_keys: 'business_id, job_id, created_at',
} as const;

/**
 * Functions that look for work over all businesses, for the reconciler and the purge. They give the business and the id of
 * a job (or of a staging that no job has claimed) and nothing else; the work itself is done inside that business.
 *
 * `retention_days` counts from the end of a job, `at_most` bounds an answer.
 */
const FINDERS: Record<string, { columns: string; body: string; callers?: string }> = {
  'find_live_jobs(min_age_seconds double precision)': {
    columns: 'business_id integer, job_id uuid',
    body: `SELECT j.business_id, j.id FROM public.jobs j
            WHERE ${LIVE} AND j.created_at < clock_timestamp() - make_interval(secs => min_age_seconds)
            ORDER BY j.created_at`,
  },
  'find_unclaimed_stagings(min_age interval)': {
    columns: 'business_id integer, staging_id uuid',
    body: `SELECT s.business_id, s.id FROM public.staged_selections s
            WHERE s.job_id IS NULL AND s.created_at < clock_timestamp() - min_age ORDER BY s.created_at`,
  },
  'find_purgeable_jobs(retention_days integer, at_most integer)': {
    columns: 'business_id integer, job_id uuid',
    body: `SELECT j.business_id, j.id FROM public.jobs j
            WHERE j.finished_at < clock_timestamp() - make_interval(days => retention_days)
              AND (EXISTS (SELECT FROM public.job_batches b WHERE b.job_id = j.id)
                   OR EXISTS (SELECT FROM public.job_failures f WHERE f.job_id = j.id)
                   OR EXISTS (SELECT FROM public.staged_selections s WHERE s.id = j.staging_id))
            ORDER BY j.finished_at LIMIT at_most`,
  },
  'find_purgeable_keys(retention_days integer, at_most integer)': {
    columns: 'business_id integer, job_id uuid',
    body: `SELECT k.business_id, k.job_id FROM public.idempotency_keys k
            WHERE k.created_at < clock_timestamp() - make_interval(days => retention_days)
            ORDER BY k.created_at LIMIT at_most`,
  },
  // For the metrics: live jobs, and those that ended within 24 hours. Both halves walk a partial index.
  'count_jobs()': {
    columns: 'operation_type text, status text, count integer',
    callers: 'bulkgate_worker, bulkgate_api',
    body: `SELECT j.operation_type, j.status, count(*)::integer FROM public.jobs j WHERE ${LIVE} GROUP BY 1, 2
            UNION ALL
           SELECT j.operation_type, j.status, count(*)::integer FROM public.jobs j
            WHERE j.finished_at IS NOT NULL AND j.finished_at > clock_timestamp() - interval '24 hours' GROUP BY 1, 2`,
  },
};

export class CreateFinders1764000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(visibleToFinders(SEEN));
    for (const [signature, { columns, body, callers = 'bulkgate_worker' }] of Object.entries(FINDERS)) {
      const returns = `TABLE (${columns})`;
      await runner.query(definerFunction({ signature, returns, body, owner: 'bulkgate_finder', callers }));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of Object.keys(FINDERS)) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query(hiddenFromFinders(SEEN));
  }
}
