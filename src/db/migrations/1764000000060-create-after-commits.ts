import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction, hiddenFromFinders, visibleToFinders } from './definer-function.js';
import { rowLevelSecurityOn } from './row-level-security.js';

/** What the finder reads. */
const SEEN = { after_commits: 'business_id, id, operation_type, due_at' } as const;

const FINDER = 'find_after_commits(types text[], at_most integer)';

/**
 * What is left to do outside of the database after chunks were committed (`afterCommit` of a definition). The chunk's own
 * transaction lists it, so that a worker which dies between its commit and that work leaves it to the next one.
 *
 * The finder is asked for the types that a worker knows: those of a newer version are left to newer workers.
 */
export class CreateAfterCommits1764000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE after_commits (
        business_id integer NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        job_id uuid NOT NULL,
        operation_type text NOT NULL,
        items jsonb NOT NULL CHECK (jsonb_typeof(items) = 'array'),
        due_at timestamptz NOT NULL,
        PRIMARY KEY (business_id, id)
      )`);
    await runner.query('CREATE INDEX after_commits_due ON after_commits (due_at)');
    await runner.query(rowLevelSecurityOn('after_commits', { worker: 'SELECT, INSERT, UPDATE, DELETE' }));
    await runner.query(visibleToFinders(SEEN));
    await runner.query(
      definerFunction({
        signature: FINDER,
        returns: 'TABLE (business_id integer, id bigint)',
        body: `SELECT a.business_id, a.id FROM public.after_commits a
                WHERE a.due_at <= clock_timestamp() AND a.operation_type = ANY(types) ORDER BY a.due_at LIMIT at_most`,
        owner: 'bulkgate_finder',
        callers: 'bulkgate_worker',
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${FINDER}`);
    await runner.query(hiddenFromFinders(SEEN));
    await runner.query('DROP TABLE after_commits');
  }
}
