import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction } from './definer-function.js';

const KEEP_ARCHIVE = 'keep_archive(day date)';
/** A restore brings back what the operations of the product delete; into leads the worker imports already. */
const TABLES = 'notes, tasks, consents, receipts, imports';

/**
 * What a restore needs: to bring rows back, and to have its archive kept while it is accepted. The API may not write
 * `archive_partitions`, so that a function of the owner locks the day. The purge locks it as well, and whoever comes second
 * sees what the first one has decided.
 */
export class LetRestoresBringRowsBack1764000000056 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT INSERT ON ${TABLES} TO bulkgate_worker`);
    await runner.query(
      definerFunction({
        signature: KEEP_ARCHIVE,
        returns: 'boolean',
        language: 'sql VOLATILE',
        body: `SELECT p.state = 'kept' FROM public.archive_partitions p WHERE p.expires_on = day FOR SHARE`,
        callers: 'bulkgate_api',
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${KEEP_ARCHIVE}`);
    await runner.query(`REVOKE INSERT ON ${TABLES} FROM bulkgate_worker`);
  }
}
