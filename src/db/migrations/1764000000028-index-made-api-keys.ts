import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Serves the revocation of a key, which takes the keys that it made along. Built beside writers, so outside of a
 * transaction; one that was cut off leaves an index that is not valid, which goes first when it is run again.
 */
export class IndexMadeApiKeys1764000000028 implements MigrationInterface {
  readonly name = 'IndexMadeApiKeys1764000000028';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS api_keys_made');
    await runner.query(`
      CREATE INDEX CONCURRENTLY api_keys_made ON api_keys (business_id, created_by_key, id)
        WHERE created_by_key IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM takes every migration back in a transaction; a plain DROP holds the table for a moment only.
    await runner.query('DROP INDEX IF EXISTS api_keys_made');
  }
}
