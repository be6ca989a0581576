import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently, outsideOfTransaction } from './concurrent-index.js';

/** Of a target's own row, and not of what went with it: a delete writes one entry for each target, however many notes it has. */
const ENTRIES = `(business_id, target_id, job_id) WHERE row_id = target_id AND kind <> 'cleared'`;

/**
 * "Who deleted lead 4711?": the archive is asked by target, in `GET /audit/targets/{table}/{id}`, which is one look-up in
 * each partition. When that was, the ledger of chunks knows. The API reads the values as well: results show what a target was
 * called, and what an update has overwritten.
 *
 * The index of the archive as a whole comes first, so that a partition that is made meanwhile has its part of it; then the
 * parts of those that are there are built beside writers. May be run again when it was cut off.
 */
export class CreateArchiveByTarget1764000000059 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX IF NOT EXISTS archive_by_target ON ONLY archive ${ENTRIES}`);
    const partitions = (await runner.query(`
      SELECT partition.relname AS name
        FROM pg_inherits JOIN pg_class AS partition ON partition.oid = inhrelid
       WHERE inhparent = 'archive'::regclass
         AND NOT EXISTS (SELECT FROM pg_index JOIN pg_inherits AS attached ON attached.inhrelid = indexrelid
                          WHERE indrelid = partition.oid AND attached.inhparent = 'archive_by_target'::regclass)
    `)) as { name: string }[];
    for (const { name } of partitions) {
      await createIndexConcurrently(runner, `${name}_by_target`, `${name} ${ENTRIES}`);
      await runner.query(`ALTER INDEX archive_by_target ATTACH PARTITION ${name}_by_target`);
    }
    await runner.query(`
      GRANT SELECT (old_values, new_values) ON archive TO bulkgate_api;
      GRANT SELECT (business_id, job_id, next_cursor, finished_at) ON job_batches TO bulkgate_api`);
  }

  down(runner: QueryRunner): Promise<void> {
    return outsideOfTransaction(runner, async () => {
      await runner.query(`
        REVOKE SELECT (business_id, job_id, next_cursor, finished_at) ON job_batches FROM bulkgate_api;
        REVOKE SELECT (old_values, new_values) ON archive FROM bulkgate_api`);
      await runner.query('DROP INDEX IF EXISTS archive_by_target');
    });
  }
}
