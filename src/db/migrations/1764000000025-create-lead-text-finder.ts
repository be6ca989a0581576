import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction, hiddenFromFinders, visibleToFinders } from './definer-function.js';

const SIGNATURE = 'find_leads_by_text(pattern text, after_id bigint, at_most integer)';
/** What the finder reads. */
const SEEN = { leads: 'id, business_id, name, phone, email' } as const;

/**
 * Finds leads of the transaction's business by a part of a text: ids, in no order, and no more than `at_most`.
 *
 * Behind row-level security the index on the texts cannot be used: ILIKE is not leakproof, so PostgreSQL applies it only
 * to rows that the policy has let through, one by one. The function's owner sees every row, and the wall stands in its own
 * statement: it takes the business from the transaction as the policy does, never from the caller.
 *
 * The settings leave the planner no other way than the index. It cannot look at statistics behind the wall either, and
 * has guessed wrong both ways.
 */
export class CreateLeadTextFinder1764000000025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(visibleToFinders(SEEN, 'text_finder'));
    await runner.query(
      definerFunction({
        signature: SIGNATURE,
        returns: 'TABLE (lead_id bigint)',
        settings: `SET search_path = '' SET enable_seqscan = off SET enable_indexscan = off`,
        body: `SELECT l.id FROM public.leads l
                WHERE l.business_id = NULLIF(current_setting('app.business_id', true), '')::integer AND l.id > after_id
                  AND (l.name ILIKE pattern OR l.phone ILIKE pattern OR l.email ILIKE pattern)
                LIMIT at_most`,
        owner: 'bulkgate_finder',
        callers: 'bulkgate_api',
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
    await runner.query(hiddenFromFinders(SEEN, 'text_finder'));
  }
}
