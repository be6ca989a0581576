import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `batch_size` is null in jobs that find the size of their chunks themselves (`"batchSize": "auto"`), and `chunk_size` is
 * that of the newest chunk.
 *
 * Safe on 10,000,000 rows in use, forward and back: no rewrite, and no look at the rows while nobody else may write.
 */
export class AddChunkSizeToJobs1764000000038 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs ALTER COLUMN batch_size DROP NOT NULL, ADD COLUMN chunk_size integer');
  }

  /** To the version before, a job that found its sizes has batches of the size that it found. */
  async down(runner: QueryRunner): Promise<void> {
    // TypeORM takes every migration back in a transaction, and locks last until its end.
    const isInTransaction = runner.isTransactionActive;
    if (!isInTransaction) await runner.startTransaction();
    await runner.query('SET LOCAL ROLE bulkgate_data_migration');
    await runner.query('UPDATE jobs SET batch_size = COALESCE(chunk_size, 50) WHERE batch_size IS NULL');
    await runner.commitTransaction();
    await runner.query('ALTER TABLE jobs ADD CONSTRAINT jobs_batch_size CHECK (batch_size IS NOT NULL) NOT VALID');
    await runner.query('ALTER TABLE jobs VALIDATE CONSTRAINT jobs_batch_size');
    // The valid constraint saves the look at all rows.
    await runner.query(`
      ALTER TABLE jobs ALTER COLUMN batch_size SET NOT NULL, DROP CONSTRAINT jobs_batch_size, DROP COLUMN chunk_size`);
    if (isInTransaction) await runner.startTransaction();
  }
}
