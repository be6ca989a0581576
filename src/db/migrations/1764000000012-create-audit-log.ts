import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction } from './definer-function.js';
import { rowLevelSecurityOn } from './row-level-security.js';

/**
 * Who did what: per business a chain of entries, each holding the hash of the one before (docs/audit.md has the format).
 *
 * Nobody who runs a program may write the tables. Entries come in by `append_audit` alone, which runs as
 * `bulkgate_audit_writer`, gives each its place, time and hash, and holds the business's head while it does, so that a
 * chain never forks.
 *
 * The chain of business 0 holds what is done to all businesses at once, a drain of everything for example.
 */
export class CreateAuditLog1764000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_log (
        business_id integer NOT NULL CHECK (business_id >= 0),
        seq bigint NOT NULL CHECK (seq > 0),
        id uuid NOT NULL,
        at timestamptz NOT NULL,
        subject text NOT NULL,
        role text NOT NULL,
        credential_kind text NOT NULL,
        credential_id text NOT NULL,
        address text,
        request_id text NOT NULL,
        action text NOT NULL,
        operation_type text,
        target text,
        selection text,
        count bigint,
        result text NOT NULL CHECK (result IN ('done', 'refused', 'failed')),
        reason text,
        prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
        hash bytea NOT NULL CHECK (octet_length(hash) = 32),
        PRIMARY KEY (business_id, seq)
      )`);
    // An append that is sent again (its answer was lost) is known by the ids of its entries.
    await runner.query('CREATE UNIQUE INDEX audit_log_id ON audit_log (business_id, id)');
    // GET /audit, newest first; the primary key serves it without a filter. Every index ends in the order of the answer.
    await runner.query('CREATE INDEX audit_log_action ON audit_log (business_id, action, seq)');
    await runner.query('CREATE INDEX audit_log_subject ON audit_log (business_id, subject, seq)');
    await runner.query(
      'CREATE INDEX audit_log_target ON audit_log (business_id, target, seq) WHERE target IS NOT NULL',
    );
    await runner.query(`
      CREATE INDEX audit_log_operation_type ON audit_log (business_id, operation_type, seq)
        WHERE operation_type IS NOT NULL`);
    // GET /audit?from&to: times are looked up as places in the chain, where they never go back.
    await runner.query('CREATE INDEX audit_log_at ON audit_log (business_id, at, seq)');
    // Where each chain ends. Its row is the lock that appends queue for.
    await runner.query(`
      CREATE TABLE audit_heads (
        business_id integer PRIMARY KEY,
        seq bigint NOT NULL,
        at timestamptz NOT NULL,
        hash bytea NOT NULL CHECK (octet_length(hash) = 32)
      ) WITH (fillfactor = 50)`);
    await this.#protect(runner);
    await this.#createAppend(runner);
  }

  async #protect(runner: QueryRunner): Promise<void> {
    await runner.query(rowLevelSecurityOn('audit_log', { api: 'SELECT' }));
    await runner.query(rowLevelSecurityOn('audit_heads'));
    // A data migration may repair any table but this one: what has been written stays.
    await runner.query(`
      REVOKE ALL ON audit_log, audit_heads FROM bulkgate_data_migration;
      GRANT SELECT, INSERT ON audit_log TO bulkgate_audit_writer;
      GRANT SELECT, INSERT, UPDATE ON audit_heads TO bulkgate_audit_writer;
      GRANT SELECT ON audit_log, audit_heads TO bulkgate_auditor;
      CREATE POLICY auditor ON audit_log FOR SELECT TO bulkgate_auditor USING (true);
      CREATE POLICY auditor ON audit_heads FOR SELECT TO bulkgate_auditor USING (true)`);
    // Holds even the owner, until he drops it. For each statement, so that one that sees no row is refused as well.
    await runner.query(`
      CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await runner.query(`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
      ALTER TABLE audit_log ENABLE ALWAYS TRIGGER append_only`);
    await runner.query(`
      CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON audit_heads
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
      ALTER TABLE audit_heads ENABLE ALWAYS TRIGGER append_only`);
  }

  async #createAppend(runner: QueryRunner): Promise<void> {
    await runner.query(
      definerFunction({
        ...APPEND_AUDIT,
        callers: 'bulkgate_api, bulkgate_worker',
        body: APPEND_BODY,
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION append_audit(integer, jsonb)');
    await runner.query('DROP TABLE audit_log, audit_heads');
    await runner.query('DROP FUNCTION refuse_audit_change()');
  }
}

/** But for its body, which migration 64 replaces. */
export const APPEND_AUDIT = {
  signature: 'append_audit(business integer, entries jsonb)',
  returns: 'void',
  language: 'plpgsql',
  // Nothing in it may be looked up where the caller can put something of his own.
  settings: 'SET search_path = pg_catalog, pg_temp',
  owner: 'bulkgate_audit_writer',
} as const;

export const APPEND_BODY = `
  DECLARE
    head public.audit_heads%ROWTYPE;
    entry jsonb;
    fields text[];
    link bytea;
  BEGIN
    IF business IS DISTINCT FROM NULLIF(current_setting('app.business_id', true), '')::integer THEN
      RAISE EXCEPTION 'entries are appended for the business of the transaction' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO head FROM public.audit_heads WHERE business_id = business FOR UPDATE;
    IF NOT FOUND THEN
      INSERT INTO public.audit_heads (business_id, seq, at, hash)
        VALUES (business, 0, clock_timestamp(), decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
      SELECT * INTO STRICT head FROM public.audit_heads WHERE business_id = business FOR UPDATE;
    END IF;
    FOR entry IN SELECT value FROM jsonb_array_elements(entries) LOOP
      CONTINUE WHEN EXISTS (
        SELECT FROM public.audit_log WHERE business_id = business AND id = (entry->>'id')::uuid);
      head.seq := head.seq + 1;
      head.at := greatest(head.at, clock_timestamp());
      fields := ARRAY['bulkgate-audit-1', business::text, head.seq::text, (entry->>'id')::uuid::text,
        to_char(head.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        entry->>'subject', entry->>'role', entry->>'credentialKind', entry->>'credentialId', entry->>'address',
        entry->>'requestId', entry->>'action', entry->>'operationType', entry->>'target', entry->>'selection',
        (entry->>'count')::bigint::text, entry->>'result', entry->>'reason'];
      link := sha256(head.hash || (
        SELECT string_agg(CASE WHEN field IS NULL THEN decode('ffffffff', 'hex')
                               ELSE int4send(octet_length(convert_to(field, 'UTF8'))) || convert_to(field, 'UTF8') END,
                          ''::bytea ORDER BY place)
          FROM unnest(fields) WITH ORDINALITY AS f (field, place)));
      INSERT INTO public.audit_log (business_id, seq, id, at, subject, role, credential_kind, credential_id, address,
          request_id, action, operation_type, target, selection, count, result, reason, prev_hash, hash)
        VALUES (business, head.seq, fields[4]::uuid, head.at, fields[6], fields[7], fields[8], fields[9], fields[10],
          fields[11], fields[12], fields[13], fields[14], fields[15], fields[16]::bigint, fields[17], fields[18],
          head.hash, link);
      head.hash := link;
    END LOOP;
    UPDATE public.audit_heads SET seq = head.seq, at = head.at, hash = head.hash
      WHERE business_id = business AND seq < head.seq;
  END`;
