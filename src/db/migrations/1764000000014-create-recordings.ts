import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowLevelSecurityOn } from './row-level-security.js';

/**
 * What became of the recordings that were asked for. A recording without a row was not fetched yet, or was fetched and
 * evicted since.
 *
 * `storing` is written before the file is put under its key, so that no file is there without a row that tells of it; the
 * key is made of business, call and `sha256`. `failed` says why; what it still has of a file is for the eviction to remove.
 * There is no foreign key to `calls`: deleting a call must not wait for a file, and the eviction finds what has lost it.
 */
export class CreateRecordings1764000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE recordings (
        business_id integer NOT NULL CHECK (business_id > 0),
        call_sid text NOT NULL,
        status text NOT NULL CHECK (status IN ('storing', 'stored', 'failed')),
        bytes bigint CHECK (bytes > 0),
        content_type text,
        sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        fetched_at timestamptz,
        last_played_at timestamptz,
        failure text,
        failed_at timestamptz,
        CONSTRAINT recordings_pkey PRIMARY KEY (business_id, call_sid),
        CONSTRAINT recordings_file CHECK (num_nulls(bytes, content_type, sha256, fetched_at) IN (0, 4)),
        CONSTRAINT recordings_failure CHECK (num_nulls(failure, failed_at) = CASE status WHEN 'failed' THEN 0 ELSE 2 END),
        CONSTRAINT recordings_kept CHECK (status = 'failed' OR sha256 IS NOT NULL)
      )`);
    const grants = { api: 'SELECT, UPDATE (last_played_at)', worker: 'SELECT, INSERT, UPDATE, DELETE' };
    await runner.query(rowLevelSecurityOn('recordings', grants));
    // The order of last use, with the sizes in it: the search for what is over the quota reads no table.
    await runner.query(`
      CREATE INDEX recordings_used_at ON recordings
        ((greatest(last_played_at, fetched_at)) DESC, business_id, call_sid) INCLUDE (bytes) WHERE sha256 IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE recordings');
  }
}
