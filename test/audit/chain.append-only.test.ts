import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { appendAudit, commitAudit } from '../../src/audit/append-audit.js';
import { openDataSource } from '../../src/db/data-source.js';
import type { DatabaseRole } from '../../src/db/roles.js';
import { Business } from '../../src/db/business.js';
import { inTransaction, query } from '../../src/db/transaction.js';
import { auditEntries, auditEntry, checkChain } from '../support/audit.js';
import { type Cleanups, withCleanups } from '../support/cleanups.js';
import { createTestDatabase } from '../support/test-database.js';

async function withRoles(
  test: (parts: { owner: DataSource; as: (role: DatabaseRole) => Promise<DataSource> }) => Promise<void>,
): Promise<void> {
  await withCleanups(async ({ opened }: Cleanups) => {
    const { url, dataSource: owner } = await opened(createTestDatabase(), (created) => created.drop());
    await test({
      owner,
      as: (role) =>
        opened(openDataSource({ url, poolSize: 5, tls: undefined }, { applicationName: 'test', role }), (dataSource) =>
          dataSource.destroy(),
        ),
    });
  });
}

const DENIED = { code: '42501' };

test('no role of a program writes, changes, deletes or empties the log, or turns its guards off', () =>
  withRoles(async ({ owner, as }) => {
    await commitAudit(new Business(owner, 1), [auditEntry()]);
    const forged = `INSERT INTO audit_log SELECT * FROM audit_log`;
    const attempts = [
      ...['audit_log', 'audit_heads'].flatMap((table) => [
        `INSERT INTO ${table} (business_id) VALUES (1)`,
        `UPDATE ${table} SET seq = 5`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
        `DROP TABLE ${table}`,
        `ALTER TABLE ${table} DISABLE TRIGGER append_only`,
        `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
        `ALTER TABLE ${table} ADD COLUMN note text`,
        `DROP TRIGGER append_only ON ${table}`,
        `DROP POLICY of_business ON ${table}`,
      ]),
      forged,
      `CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
      'DROP FUNCTION append_audit(integer, jsonb)',
      'SET session_replication_role = replica',
    ];
    for (const role of ['bulkgate_api', 'bulkgate_worker', 'bulkgate_auditor'] as const) {
      const dataSource = await as(role);
      for (const attempt of attempts) {
        const outcome: unknown = await new Business(dataSource, 1).query(attempt).catch((error: unknown) => error);
        expect([role, attempt, outcome]).toEqual([role, attempt, expect.objectContaining(DENIED)]);
      }
    }
    // The role that owns the function may add to the log, and that is all; nobody logs in as it.
    await inTransaction(owner, async (sql) => {
      await sql.query('SET LOCAL ROLE bulkgate_audit_writer');
      await sql.query(`SELECT set_config('app.business_id', '1', true)`);
      for (const attempt of [
        'UPDATE audit_log SET seq = 5',
        'DELETE FROM audit_log',
        'DELETE FROM audit_heads',
        'TRUNCATE audit_log',
      ]) {
        await sql.query('SAVEPOINT attempt');
        await expect(sql.query(attempt)).rejects.toMatchObject(DENIED);
        await sql.query('ROLLBACK TO attempt');
      }
    });
    expect(await checkChain(owner)).toMatchObject({ entries: 1, faults: [] });
  }));

test('the roles have exactly these rights: one may add, two may read, and the function is for the two programs', () =>
  withRoles(async ({ owner }) => {
    const rights = await owner.query<{ who: string; may: string }[]>(
      `SELECT grantee || ' on ' || table_name AS who, string_agg(privilege_type, ', ' ORDER BY privilege_type) AS may
         FROM information_schema.table_privileges
        WHERE table_name IN ('audit_log', 'audit_heads') AND grantee <> grantor GROUP BY 1 ORDER BY 1`,
    );
    expect(rights.map(({ who, may }) => `${who}: ${may}`)).toEqual([
      'bulkgate_api on audit_log: SELECT',
      'bulkgate_audit_writer on audit_heads: INSERT, SELECT, UPDATE',
      'bulkgate_audit_writer on audit_log: INSERT, SELECT',
      'bulkgate_auditor on audit_heads: SELECT',
      'bulkgate_auditor on audit_log: SELECT',
    ]);
    const callers = await owner.query<{ who: string }[]>(
      `SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS who
         FROM pg_proc, aclexplode(proacl) WHERE proname = 'append_audit' AND grantee <> proowner ORDER BY 1`,
    );
    expect(callers.map(({ who }) => who)).toEqual(['bulkgate_api', 'bulkgate_worker']);
  }));

test('even the owner is refused while the trigger stands, where a statement would change no row too', () =>
  withRoles(async ({ owner }) => {
    await commitAudit(new Business(owner, 1), [auditEntry()]);
    for (const attempt of [
      ...["UPDATE audit_log SET subject = 'x'", 'DELETE FROM audit_log', 'TRUNCATE audit_log'],
      ...['DELETE FROM audit_heads', 'TRUNCATE audit_heads', 'DELETE FROM audit_log WHERE false'],
      ...['SET session_replication_role = replica; DELETE FROM audit_log'],
    ]) {
      await expect(owner.query(attempt)).rejects.toThrow('the audit log is append-only');
    }
    expect(await checkChain(owner)).toMatchObject({ entries: 1, faults: [] });
  }));

test('place, time and hash are never the caller’s, whatever he sends along', () =>
  withRoles(async ({ owner, as }) => {
    const api = await as('bulkgate_api');
    const forged = {
      ...auditEntry(),
      seq: 77,
      at: '2001-01-01T00:00:00Z',
      hash: 'aa',
      prev_hash: 'aa',
      business_id: 2,
    };
    await commitAudit(new Business(api, 1), [forged]);
    const rows = await owner.query<object[]>(
      `SELECT business_id, seq, at > now() - interval '1 minute' AS now FROM audit_log`,
    );
    expect(rows).toEqual([{ business_id: 1, seq: 1, now: true }]);
    expect(await checkChain(owner)).toMatchObject({ entries: 1, faults: [] });
  }));

test('entries are appended for the business of the transaction only, and each business sees its own', () =>
  withRoles(async ({ owner, as }) => {
    const [api, worker, auditor] = await Promise.all([
      as('bulkgate_api'),
      as('bulkgate_worker'),
      as('bulkgate_auditor'),
    ]);
    await commitAudit(new Business(api, 1), [auditEntry({ target: 'one' })]);
    await commitAudit(new Business(worker, 2), [auditEntry({ target: 'two' })]);
    const other = (dataSource: DataSource): Promise<void> =>
      new Business(dataSource, 1).transaction((sql) => appendAudit(sql, 2, [auditEntry()]));
    await expect(other(api)).rejects.toMatchObject(DENIED);
    await expect(other(owner)).rejects.toMatchObject(DENIED);
    const outside = query(api, 'SELECT append_audit(1, $1)', [JSON.stringify([auditEntry()])]);
    await expect(outside).rejects.toMatchObject(DENIED);
    await expect(query(auditor, `SELECT append_audit(1, '[]')`)).rejects.toMatchObject(DENIED);

    const targets = 'SELECT target FROM audit_log ORDER BY target';
    expect(await new Business(api, 1).query(targets)).toEqual([{ target: 'one' }]);
    expect(await new Business(api, 2).query(targets)).toEqual([{ target: 'two' }]);
    expect(await query(api, targets)).toEqual([]);
    await expect(new Business(worker, 1).query(targets)).rejects.toMatchObject(DENIED);
    expect(await query(auditor, targets)).toEqual([{ target: 'one' }, { target: 'two' }]);
  }));

test('a function of the caller’s own is never run as the role that writes the log', () =>
  withRoles(async ({ owner, as }) => {
    const api = await as('bulkgate_api');
    await owner.query('CREATE SCHEMA trap');
    await owner.query('GRANT USAGE ON SCHEMA trap TO PUBLIC');
    await owner.query(
      `CREATE FUNCTION trap.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT decode(repeat('11', 32), 'hex') $$`,
    );
    await new Business(api, 1).transaction(async (sql) => {
      await sql.query('SET LOCAL search_path = trap, pg_catalog, public');
      await sql.query(
        'CREATE TEMPORARY TABLE audit_heads (business_id integer, seq bigint, at timestamptz, hash bytea)',
      );
      await appendAudit(sql, 1, [auditEntry()]);
    });
    expect(await checkChain(owner)).toMatchObject({ entries: 1, faults: [], last: { seq: 1 } });
  }));

test('an act that is appended again is one entry, and what came with it follows on', () =>
  withRoles(async ({ owner }) => {
    const [first, second] = [auditEntry({ target: 'first' }), auditEntry({ target: 'second' })];
    await commitAudit(new Business(owner, 1), [first]);
    await commitAudit(new Business(owner, 1), [{ ...first, result: 'failed' }, second, second]);
    await commitAudit(new Business(owner, 1), [second]);
    expect((await auditEntries(owner)).map(({ target, result }) => [target, result])).toEqual([
      ['first', 'done'],
      ['second', 'done'],
    ]);
    expect(await checkChain(owner)).toMatchObject({ entries: 2, faults: [] });
  }));
