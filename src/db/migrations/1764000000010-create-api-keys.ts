import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowLevelSecurityOn } from './row-level-security.js';

/**
 * API keys of machines. Of the secret there is only its hash. The primary key serves both questions: one key of a business,
 * with each request, and a business's keys, newest first.
 *
 * The API may change nothing of a key but whether it is revoked and when it was used: no statement of it can make a key's
 * role higher or its life longer.
 */
export class CreateApiKeys1764000000010 implements MigrationInterface {
  readonly name = 'CreateApiKeys1764000000010';

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
        CONSTRAINT api_keys_pkey PRIMARY KEY (business_id, id),
        CONSTRAINT api_keys_life CHECK (expires_at <= created_at + interval '367 days'),
        CONSTRAINT api_keys_revocation CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
      )`);
    const grants = { api: 'SELECT, INSERT, UPDATE (revoked_at, revoked_by, last_used_at)' };
    for (const statement of rowLevelSecurityOn('api_keys', grants)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_keys');
  }
}
