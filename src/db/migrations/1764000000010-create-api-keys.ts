import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowLevelSecurityOn } from './row-level-security.js';

/**
 * API keys of machines. Of the secret there is only its hash. The primary key serves both questions: one key of a business,
 * with each request, and a business's keys, newest first.
 *
 * `created_by_key` is null where a key was made by a token, by a session of one, or by the `keys` command.
 *
 * The API may change nothing of a key but whether it is revoked and when it was used: no statement of it can make a key's
 * role higher, its life longer or its maker another.
 */
export class CreateApiKeys1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_keys (
        business_id integer NOT NULL CHECK (business_id > 0),
        id uuid NOT NULL,
        name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
        secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
        role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
        operation_types text[] CHECK (cardinality(operation_types) > 0),
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        revoked_by text,
        last_used_at timestamptz,
        created_by_key uuid,
        CONSTRAINT api_keys_pkey PRIMARY KEY (business_id, id),
        CONSTRAINT api_keys_maker FOREIGN KEY (business_id, created_by_key) REFERENCES api_keys (business_id, id),
        CONSTRAINT api_keys_life CHECK (expires_at <= created_at + interval '367 days'),
        CONSTRAINT api_keys_revocation CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
      )`);
    const grants = { api: 'SELECT, INSERT, UPDATE (revoked_at, revoked_by, last_used_at)' };
    await runner.query(rowLevelSecurityOn('api_keys', grants));
    // Serves the revocation of a key together with the keys that it made.
    await runner.query(`
      CREATE INDEX api_keys_made ON api_keys (business_id, created_by_key, id) WHERE created_by_key IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_keys');
  }
}
