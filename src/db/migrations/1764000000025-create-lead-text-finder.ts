import type { MigrationInterface, QueryRunner } from 'typeorm';

const SIGNATURE = 'find_leads_by_text(pattern text, after_id bigint, at_most integer)';
/** What the finder reads. */
const SEEN = 'id, business_id, name, phone, email';

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
  readonly name = 'CreateLeadTextFinder1764000000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT SELECT (${SEEN}) ON leads TO bulkgate_finder`);
    await runner.query('CREATE POLICY text_finder ON leads FOR SELECT TO bulkgate_finder USING (true)');
    await runner.query('GRANT CREATE ON SCHEMA public TO bulkgate_finder');
    await runner.query(`
      CREATE FUNCTION ${SIGNATURE} RETURNS TABLE (lead_id bigint)
      LANGUAGE sql STABLE SECURITY DEFINER
      SET search_path = '' SET enable_seqscan = off SET enable_indexscan = off
      AS $$
        SELECT l.id FROM public.leads l
         WHERE l.business_id = NULLIF(current_setting('app.business_id', true), '')::integer AND l.id > after_id
           AND (l.name ILIKE pattern OR l.phone ILIKE pattern OR l.email ILIKE pattern)
         LIMIT at_most
      $$`);
    // As in CreateFinders: first what nobody may do, then the gift.
    await runner.query(`REVOKE ALL ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
    await runner.query(`GRANT EXECUTE ON FUNCTION ${SIGNATURE} TO bulkgate_api`);
    await runner.query(`ALTER FUNCTION ${SIGNATURE} OWNER TO bulkgate_finder`);
    await runner.query('REVOKE CREATE ON SCHEMA public FROM bulkgate_finder');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
    await runner.query('DROP POLICY text_finder ON leads');
    await runner.query(`REVOKE SELECT (${SEEN}) ON leads FROM bulkgate_finder`);
  }
}
