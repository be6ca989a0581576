import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which key a key was made by; null where it was made by a token, a session of one, or the `keys` command, and for all keys
 * of before. Without a default nothing is rewritten. Written with the key, and like its role nothing that the API could
 * change later: its database role may insert it and not update it.
 *
 * The reference has no rows to look at, and `NOT VALID` says so to PostgreSQL, which would read the whole table.
 */
export class AddMakerToApiKeys1764000000027 implements MigrationInterface {
  readonly name = 'AddMakerToApiKeys1764000000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys ADD COLUMN created_by_key uuid');
    await runner.query(`
      ALTER TABLE api_keys ADD CONSTRAINT api_keys_maker
        FOREIGN KEY (business_id, created_by_key) REFERENCES api_keys (business_id, id) NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys DROP CONSTRAINT api_keys_maker');
    await runner.query('ALTER TABLE api_keys DROP COLUMN created_by_key');
  }
}
