import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction, hiddenFromFinders, visibleToFinders } from './definer-function.js';

/** What the finder reads. Neither addresses nor references. */
const SEEN = { outbox: 'business_id, job_id, target_id, state, state_at, due_at, claimed_at' } as const;

const FINDER = 'find_unknown_messages(types text[], within interval, at_most integer)';
const COUNTER = 'count_unknown_messages()';

/**
 * Messages of which nobody knows whether the provider has them. For a while the provider is asked again, where it can be asked:
 * `claimed_at` is the moment since when, and `due_at` of such a message is when it is asked next.
 *
 * By `now()`, which stands still in a statement: no index is looked up by `clock_timestamp()`, so that each look would read all that
 * nobody knows of, of however long ago.
 *
 * Safe on 10,000,000 rows in use: a column without a default comes without a rewrite. A message that was claimed before this has
 * none, and is not asked about.
 */
export class FindUnknownMessages1764000000084 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox ADD COLUMN claimed_at timestamptz');
    await runner.query(visibleToFinders(SEEN));
    await runner.query(
      definerFunction({
        signature: FINDER,
        returns: 'TABLE (business_id integer, job_id uuid, target_id bigint, operation_type text)',
        body: `SELECT o.business_id, o.job_id, o.target_id, j.operation_type
                 FROM public.outbox o JOIN public.jobs j ON j.id = o.job_id
                WHERE o.state = 'unknown' AND o.state_at > now() - within AND o.due_at <= now()
                  AND o.claimed_at IS NOT NULL AND j.operation_type = ANY (types)
                ORDER BY o.state_at LIMIT at_most`,
        owner: 'bulkgate_finder',
        callers: 'bulkgate_worker',
      }),
    );
    await runner.query(
      definerFunction({
        signature: COUNTER,
        returns: 'TABLE (operation_type text, count integer)',
        body: `SELECT j.operation_type, count(*)::integer FROM public.outbox o JOIN public.jobs j ON j.id = o.job_id
                WHERE o.state = 'unknown' AND o.state_at > now() - interval '24 hours' GROUP BY 1`,
        owner: 'bulkgate_finder',
        callers: 'bulkgate_worker, bulkgate_api',
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${COUNTER}`);
    await runner.query(`DROP FUNCTION ${FINDER}`);
    await runner.query(hiddenFromFinders(SEEN));
    await runner.query('ALTER TABLE outbox DROP COLUMN claimed_at');
  }
}
