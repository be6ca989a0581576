import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';

/**
 * Serves the leads of one import in the order of their ids: the walk of `delete_imported_leads`, and whether a lead of an
 * import is left. The index that it replaces had no order: each chunk of a large import sorted all that were left of it, or
 * walked through the leads of the whole business.
 */
const REPLACED = 'leads_by_import';
const NEW = 'leads_by_import_and_id';

export class CreateLeadImportOrderIndex1764000000057 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndexConcurrently(runner, NEW, 'leads (business_id, import_id, id) WHERE import_id IS NOT NULL');
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${REPLACED}`);
  }

  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, async () => {
      await createIndexConcurrently(runner, REPLACED, 'leads (business_id, import_id) WHERE import_id IS NOT NULL');
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${NEW}`);
    });
  }
}
