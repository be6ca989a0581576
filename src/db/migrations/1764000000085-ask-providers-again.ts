import type { MigrationInterface, QueryRunner } from 'typeorm';
import { replacedBody } from './definer-function.js';

const FINDER = {
  signature: 'find_unknown_messages(types text[], within interval, at_most integer)',
  returns: 'TABLE (business_id integer, job_id uuid, target_id bigint, operation_type text)',
  language: 'sql STABLE',
  settings: `SET search_path = ''`,
  owner: 'bulkgate_finder',
} as const;

/**
 * A person asks for unknown messages to be asked about again: `asked_since` begins the time anew for which they are. `state_at`
 * stays, by which they are counted. Of a message the API writes `asked_since` and nothing else.
 *
 * Those that have been due the longest come first: thousands of a job that is asked about again do not keep others from their turn.
 *
 * Safe on 10,000,000 rows in use: a column without a default comes without a rewrite.
 */
export class AskProvidersAgain1764000000085 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox ADD COLUMN asked_since timestamptz');
    await runner.query('GRANT SELECT (asked_since) ON outbox TO bulkgate_finder');
    await runner.query('GRANT SELECT (claimed_at), UPDATE (asked_since) ON outbox TO bulkgate_api');
    const isWithin = '(o.state_at > now() - within OR o.asked_since > now() - within)';
    await runner.query(replacedBody({ ...FINDER, body: bodyOf(isWithin, 'o.due_at') }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(replacedBody({ ...FINDER, body: bodyOf('o.state_at > now() - within', 'o.state_at') }));
    await runner.query('REVOKE SELECT (claimed_at) ON outbox FROM bulkgate_api');
    await runner.query('ALTER TABLE outbox DROP COLUMN asked_since');
  }
}

function bodyOf(isWithin: string, order: string): string {
  return `SELECT o.business_id, o.job_id, o.target_id, j.operation_type
            FROM public.outbox o JOIN public.jobs j ON j.id = o.job_id
           WHERE o.state = 'unknown' AND ${isWithin} AND o.due_at <= now()
             AND o.claimed_at IS NOT NULL AND j.operation_type = ANY (types)
           ORDER BY ${order} LIMIT at_most`;
}
