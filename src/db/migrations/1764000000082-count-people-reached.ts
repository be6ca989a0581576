import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction } from './definer-function.js';

const SIGNATURE = 'count_people_reached(types text[])';

/**
 * How many people the business's jobs of these types have written to in the last 24 hours: for the budget in a dry run.
 *
 * A function of the owner: it tells a number, and the API may not read addresses of the outbox. The business is that of the
 * transaction.
 *
 * No index is new. Messages have no moment of their sending, so that one of a job of yesterday counts when its webhook has
 * come since: the number may be too high, and is never too low. Jobs that ended before that have sent nothing since, which leaves
 * those of a day, and their messages are found by `outbox_one_address`. An index over the moment would cost each message another
 * entry.
 */
export class CountPeopleReached1764000000082 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      definerFunction({ signature: SIGNATURE, returns: 'bigint', body: BODY, callers: 'bulkgate_api' }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}

/** What the provider has refused, or what never left the house, is nobody reached. */
const BODY = `
  SELECT count(DISTINCT o.address)
    FROM public.jobs j
    JOIN public.outbox o ON o.job_id = j.id AND o.business_id = j.business_id
   WHERE j.business_id = NULLIF(current_setting('app.business_id', true), '')::integer
     AND j.sends_messages AND j.operation_type = ANY (types)
     AND (j.finished_at IS NULL OR j.finished_at > now() - interval '24 hours')
     AND o.state <> 'skipped' AND o.state_at > now() - interval '24 hours'
     AND (o.state NOT IN ('prepared', 'failed') OR o.failed_by = 'webhook')`;
