import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';

/**
 * All that leads are filtered and sorted by, but for texts: `GET /leads` finds the ids of a page and of a count in one of
 * the first two, however rare a value is, and never walks through the table. An import is rare in every business, and the
 * third one finds its leads in 1 ms instead of 100. docs/performance.md has the times.
 *
 * With 2,500,000 leads they have 161, 161 and 4 MB, where the one that they replace had 75 and the table 365. Of 100,000
 * leads a mass delete takes as long as before (0.98, median of 7 rounds on a busy machine), an insert 1.2 times as long.
 *
 * Tried and left: (business_id, status) and (business_id, source), 17 MB each. The planner takes them for a page only where
 * the value is rare in all businesses.
 */
const INDEXES = {
  leads_by_id: '(business_id, id) INCLUDE (status, source, import_id, created_at)',
  leads_by_creation: '(business_id, created_at, id) INCLUDE (status, source, import_id)',
  leads_by_import: '(business_id, import_id) WHERE import_id IS NOT NULL',
} as const;

/** Serves the keyset walk of a batch as well, as the index did that it replaces. */
const REPLACED = 'leads_business_id_id';

export class CreateLeadOrderIndexes1764000000032 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(INDEXES)) {
      await createIndexConcurrently(runner, name, `leads ${columns}`);
    }
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${REPLACED}`);
  }

  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, async () => {
      await createIndexConcurrently(runner, REPLACED, 'leads (business_id, id)');
      for (const name of Object.keys(INDEXES)) await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
    });
  }
}
