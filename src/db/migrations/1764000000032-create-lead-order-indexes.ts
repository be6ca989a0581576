import type { MigrationInterface, QueryRunner } from 'typeorm';

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

/** Built beside writers, so outside of a transaction. May be run again when it was cut off. */
export class CreateLeadOrderIndexes1764000000032 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(INDEXES)) await createIndex(runner, name, columns);
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${REPLACED}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM takes every migration back in a transaction.
    const isInTransaction = runner.isTransactionActive;
    if (isInTransaction) await runner.commitTransaction();
    await createIndex(runner, REPLACED, '(business_id, id)');
    for (const name of Object.keys(INDEXES)) await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
    if (isInTransaction) await runner.startTransaction();
  }
}

async function createIndex(runner: QueryRunner, name: string, columns: string): Promise<void> {
  const isValid = 'SELECT FROM pg_index WHERE indexrelid = to_regclass($1) AND indisvalid';
  if (((await runner.query(isValid, [name])) as unknown[]).length > 0) return;
  // One that was cut off is there, and not valid.
  await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON leads ${columns}`);
}
