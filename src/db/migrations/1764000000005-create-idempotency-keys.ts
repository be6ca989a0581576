import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which accepted job a client's `Idempotency-Key` stands for. */
export class CreateIdempotencyKeys1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_keys (
        business_id integer NOT NULL,
        key text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
        body_hash bytea NOT NULL,
        job_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (business_id, key)
      )`);
    await runner.query('CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys');
  }
}
