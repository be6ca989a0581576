import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowLevelSecurityOn } from './row-level-security.js';

/**
 * Who is logged in with a browser. Of the cookie's secret only its SHA-256 is kept: with 256 random bits in it there is
 * nothing to guess, and whoever reads the table cannot log in with what stands there.
 */
export class CreateSessions1764000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sessions (
        business_id integer NOT NULL,
        id uuid NOT NULL,
        secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
        subject text NOT NULL,
        role text NOT NULL,
        operation_types text[],
        opened_by_kind text NOT NULL CHECK (opened_by_kind IN ('token', 'api_key')),
        opened_by_id text NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        last_used_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        expires_at timestamptz NOT NULL,
        CONSTRAINT sessions_pkey PRIMARY KEY (business_id, id)
      )`);
    await runner.query(rowLevelSecurityOn('sessions', { api: 'SELECT, INSERT, UPDATE, DELETE' }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sessions');
  }
}
