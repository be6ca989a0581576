import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A job's targets may be divided into streams, each of which numbers its chunks from 1: the ledger's key gets the stream.
 * `batch_no` is the number of the chunk. Rows of before, and those that a worker of the version before still writes, are of
 * stream 1.
 *
 * Safe with running jobs and on 10,000,000 rows: the column comes without a rewrite, the index is built beside writers, so
 * outside of a transaction, and the key changes from one index to the other in one statement: at no moment could a chunk be
 * written twice. Workers of the version before go on: they name no key (`ON CONFLICT DO NOTHING`). May be run again when it
 * was cut off.
 */
export class AddStreamsToLedger1764000000029 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE job_batches ADD COLUMN IF NOT EXISTS stream_no smallint NOT NULL DEFAULT 1');
    if (await isKeyed(runner)) return;
    // One that was cut off is not valid.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS job_batches_by_stream');
    await runner.query(`
      CREATE UNIQUE INDEX CONCURRENTLY job_batches_by_stream ON job_batches (job_id, stream_no, batch_no)`);
    await runner.query(`
      ALTER TABLE job_batches DROP CONSTRAINT job_batches_pkey,
        ADD CONSTRAINT job_batches_pkey PRIMARY KEY USING INDEX job_batches_by_stream`);
  }

  /** @throws where a stream above 1 exists: the version before would take its chunks for those of stream 1 */
  async down(runner: QueryRunner): Promise<void> {
    // A constraint is checked on every row; a query would see none, because row-level security holds the owner as well.
    await runner
      .query('ALTER TABLE job_batches ADD CONSTRAINT job_batches_one_stream CHECK (stream_no = 1)')
      .catch((cause: unknown) => {
        throw new Error('the ledger has chunks of a stream above 1: it cannot go back before they are purged', {
          cause,
        });
      });
    await runner.query(`
      ALTER TABLE job_batches DROP CONSTRAINT job_batches_pkey, ADD PRIMARY KEY (job_id, batch_no)`);
    await runner.query('ALTER TABLE job_batches DROP COLUMN stream_no');
  }
}

async function isKeyed(runner: QueryRunner): Promise<boolean> {
  const found = (await runner.query(
    `SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
      WHERE i.indrelid = 'job_batches'::regclass AND i.indisprimary AND a.attname = 'stream_no'`,
  )) as unknown[];
  return found.length > 0;
}
