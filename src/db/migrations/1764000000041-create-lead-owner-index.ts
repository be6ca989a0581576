import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';

/**
 * Serves the leads of one owner, in the order of their ids: `GET /leads?owner=…`, and the walk of a job by that filter.
 *
 * Tags have no index: behind row-level security `@>` uses none, because it is not leakproof.
 */
export class CreateLeadOwnerIndex1764000000041 implements MigrationInterface {
  readonly transaction = false;

  up(runner: QueryRunner): Promise<void> {
    return createIndexConcurrently(runner, 'leads_by_owner', 'leads (business_id, owner, id) WHERE owner IS NOT NULL');
  }

  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, () => runner.query('DROP INDEX CONCURRENTLY IF EXISTS leads_by_owner'));
  }
}
