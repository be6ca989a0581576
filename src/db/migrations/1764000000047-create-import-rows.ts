import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction, hiddenFromFinders, visibleToFinders } from './definer-function.js';
import { rowLevelSecurityOn } from './row-level-security.js';

const SEEN = {
  imports: 'id, business_id, status, staging_id, created_at, finished_at',
  staged_import_rows: 'business_id, staging_id, chunk_no, staged_at',
  import_failed_rows: 'business_id, import_id',
} as const;

const FINDERS: Readonly<Record<string, { columns: string; body: string }>> = {
  'find_open_imports(min_age_seconds double precision)': {
    columns: 'business_id integer, import_id bigint',
    body: `SELECT i.business_id, i.id FROM public.imports i
            WHERE i.status IN ('pending', 'running')
              AND i.created_at < clock_timestamp() - make_interval(secs => min_age_seconds)
            ORDER BY i.created_at`,
  },
  'find_unclaimed_import_rows(min_age interval)': {
    columns: 'business_id integer, staging_id uuid',
    body: `SELECT DISTINCT s.business_id, s.staging_id FROM public.staged_import_rows s
            WHERE s.staged_at < clock_timestamp() - min_age
              AND NOT EXISTS (SELECT FROM public.imports i
                               WHERE i.business_id = s.business_id AND i.staging_id = s.staging_id
                                 AND i.status IN ('pending', 'running'))`,
  },
  'find_purgeable_imports(retention_days integer, at_most integer)': {
    columns: 'business_id integer, import_id bigint',
    body: `SELECT i.business_id, i.id FROM public.imports i
            WHERE i.finished_at < clock_timestamp() - make_interval(days => retention_days)
              AND EXISTS (SELECT FROM public.import_failed_rows f
                           WHERE f.business_id = i.business_id AND f.import_id = i.id)
            ORDER BY i.finished_at LIMIT at_most`,
  },
};

/**
 * The rows of a file on their way into the table of leads, some hundreds in each chunk: staged by the API while the file is
 * streamed, deleted by the transaction that imports them. What no import has claimed in an hour is deleted too.
 *
 * And the rows that were not imported, with their cells, so that they can be corrected and sent again.
 */
export class CreateImportRows1764000000047 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE staged_import_rows (
        business_id integer NOT NULL CHECK (business_id > 0),
        staging_id uuid NOT NULL,
        chunk_no integer NOT NULL,
        rows text NOT NULL,
        staged_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT staged_import_rows_pkey PRIMARY KEY (staging_id, chunk_no)
      )`);
    const ofStaged = { api: 'SELECT, INSERT, DELETE', worker: 'SELECT, DELETE' };
    await runner.query(rowLevelSecurityOn('staged_import_rows', ofStaged));
    await runner.query(`
      CREATE TABLE import_failed_rows (
        business_id integer NOT NULL CHECK (business_id > 0),
        import_id bigint NOT NULL,
        line integer NOT NULL,
        cells jsonb NOT NULL,
        errors jsonb NOT NULL,
        CONSTRAINT import_failed_rows_pkey PRIMARY KEY (business_id, import_id, line),
        CONSTRAINT import_failed_rows_import FOREIGN KEY (business_id, import_id)
          REFERENCES imports (business_id, id) ON DELETE CASCADE
      )`);
    const ofFailed = { api: 'SELECT', worker: 'SELECT, INSERT, DELETE' };
    await runner.query(rowLevelSecurityOn('import_failed_rows', ofFailed));
    await runner.query('GRANT INSERT ON leads TO bulkgate_worker');
    await runner.query(visibleToFinders(SEEN));
    for (const [signature, { columns, body }] of Object.entries(FINDERS)) {
      const returns = `TABLE (${columns})`;
      const made = { signature, returns, body, owner: 'bulkgate_finder', callers: 'bulkgate_worker' } as const;
      await runner.query(definerFunction(made));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of Object.keys(FINDERS)) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query(hiddenFromFinders(SEEN));
    await runner.query('REVOKE INSERT ON leads FROM bulkgate_worker');
    await runner.query('DROP TABLE import_failed_rows');
    await runner.query('DROP TABLE staged_import_rows');
  }
}
