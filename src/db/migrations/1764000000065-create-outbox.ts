import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowLevelSecurityOn } from './row-level-security.js';

/**
 * One row for each recipient of a job that sends messages, written before anything is sent (docs/outbox.md).
 *
 * - `message_state`: in the order of the rank, so that `GREATEST` raises a state and never lowers it. A `skipped` message is
 *   never sent and never raised.
 * - `outbox_one_address`: a job reaches an address once, however many targets have it. A skipped row holds no address.
 * - `claim_id`, `lease_until`: who has claimed it and sends it, and until when the answer is waited for, by PostgreSQL's clock.
 *   The claim stays with the row after the lease, so that a late answer is still accepted from it and from nobody else.
 * - `failed_by`: only what the provider's answer refused, or what never left the house, may be tried again.
 * - `due_at`: the provider asks to wait for this person.
 *
 * No foreign key to `jobs`, as in the ledger: it would lock the job's row first. None to the targets: a message that was sent
 * outlives the lead.
 */
export class CreateOutbox1764000000065 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TYPE message_state AS ENUM
        ('skipped', 'prepared', 'sending', 'unknown', 'accepted', 'sent', 'failed', 'delivered', 'read')`);
    // fillfactor: each row is updated about three times within minutes.
    await runner.query(`
      CREATE TABLE outbox (
        business_id integer NOT NULL CHECK (business_id > 0),
        job_id uuid NOT NULL,
        target_id bigint NOT NULL,
        stream_no smallint NOT NULL,
        chunk_no integer NOT NULL,
        state message_state NOT NULL,
        address text,
        code text,
        failed_by text CHECK (failed_by IN ('provider', 'house', 'webhook')),
        reference text,
        claim_id uuid,
        lease_until timestamptz,
        due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        state_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (job_id, target_id),
        CONSTRAINT outbox_address CHECK (address IS NOT NULL OR state IN ('skipped', 'failed')),
        CONSTRAINT outbox_lease CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
        CONSTRAINT outbox_failed_by CHECK ((state = 'failed') = (failed_by IS NOT NULL))
      ) WITH (fillfactor = 60)`);
    await runner.query(`
      CREATE UNIQUE INDEX outbox_one_address ON outbox (job_id, address) WHERE state <> 'skipped'`);
    await runner.query('CREATE INDEX outbox_by_chunk ON outbox (job_id, stream_no, chunk_no)');
    await runner.query(rowLevelSecurityOn('outbox', { worker: 'SELECT, INSERT, UPDATE, DELETE' }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbox');
    await runner.query('DROP TYPE message_state');
  }
}
