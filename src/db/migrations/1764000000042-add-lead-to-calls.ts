import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';

/**
 * The lead that was spoken with. A call outlives its lead, without it: whoever deletes the lead sets it to null.
 *
 * Safe on 10,000,000 calls in use: the column comes without a rewrite, the foreign key is not looked at in the rows that are
 * there, which all have null, and the index is built beside writers, so outside of a transaction. May be run again when it
 * was cut off.
 */
export class AddLeadToCalls1764000000042 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE calls ADD COLUMN IF NOT EXISTS lead_id bigint');
    await runner.query('ALTER TABLE calls DROP CONSTRAINT IF EXISTS calls_lead_id_fkey');
    await runner.query(`
      ALTER TABLE calls ADD CONSTRAINT calls_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads (id) NOT VALID`);
    // Serves the foreign key: the calls of a lead that is deleted.
    await createIndexConcurrently(runner, 'calls_lead_id', 'calls (lead_id) WHERE lead_id IS NOT NULL');
    await runner.query('GRANT UPDATE (lead_id) ON calls TO bulkgate_worker');
  }

  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, async () => {
      await runner.query('ALTER TABLE calls DROP COLUMN IF EXISTS lead_id');
    });
  }
}
