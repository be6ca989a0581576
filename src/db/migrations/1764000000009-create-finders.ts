import type { MigrationInterface, QueryRunner } from 'typeorm';

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
const FINDERS = {
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
} as const;

/** For the metrics: live jobs, and those that ended within 24 hours. Both halves walk a partial index. */
const COUNT_JOBS = {
  signature: 'count_jobs()',
  columns: 'operation_type text, status text, count integer',
  body: `SELECT j.operation_type, j.status, count(*)::integer FROM public.jobs j WHERE ${LIVE} GROUP BY 1, 2
          UNION ALL
         SELECT j.operation_type, j.status, count(*)::integer FROM public.jobs j
          WHERE j.finished_at IS NOT NULL AND j.finished_at > clock_timestamp() - interval '24 hours' GROUP BY 1, 2`,
};

export class CreateFinders1764000000009 implements MigrationInterface {
  readonly name = 'CreateFinders1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(SEEN)) {
      await runner.query(`GRANT SELECT (${columns}) ON ${table} TO bulkgate_finder`);
      await runner.query(`CREATE POLICY finder ON ${table} FOR SELECT TO bulkgate_finder USING (true)`);
    }
    // Whoever is given a function must be able to make one in that schema, for the moment of the gift.
    await runner.query('GRANT CREATE ON SCHEMA public TO bulkgate_finder');
    for (const [signature, { columns, body }] of Object.entries({ ...FINDERS, [COUNT_JOBS.signature]: COUNT_JOBS })) {
      // An empty search path: no table of another schema can stand in for one of ours.
      await runner.query(`
        CREATE FUNCTION ${signature} RETURNS TABLE (${columns})
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ ${body} $$`);
      // Before the gift: of a function that is somebody else's, an owner who is no superuser can take nothing away, and
      // PostgreSQL only warns.
      await runner.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
      await runner.query(`GRANT EXECUTE ON FUNCTION ${signature} TO bulkgate_worker`);
      if (signature === COUNT_JOBS.signature) {
        await runner.query(`GRANT EXECUTE ON FUNCTION ${signature} TO bulkgate_api`);
      }
      await runner.query(`ALTER FUNCTION ${signature} OWNER TO bulkgate_finder`);
    }
    await runner.query('REVOKE CREATE ON SCHEMA public FROM bulkgate_finder');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of [...Object.keys(FINDERS), COUNT_JOBS.signature])
      await runner.query(`DROP FUNCTION ${signature}`);
    for (const [table, columns] of Object.entries(SEEN)) {
      await runner.query(`DROP POLICY finder ON ${table}`);
      await runner.query(`REVOKE SELECT (${columns}) ON ${table} FROM bulkgate_finder`);
    }
  }
}
