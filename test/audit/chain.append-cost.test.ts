import { expect, test } from '@jest/globals';
import { appendAudit, commitAudit } from '../../src/audit/append-audit.js';
import { Business } from '../../src/db/business.js';
import type { Sql } from '../../src/operations/definition.js';
import { auditEntry, auditEntries, checkChain } from '../support/audit.js';
import { withDatabase } from '../support/test-database.js';

const ENTRIES = 500;

/** Of the log, in the transaction that asks. */
async function rowsRead(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ rows: number }>(
    `SELECT (seq_tup_read + idx_tup_fetch)::int AS rows FROM pg_stat_xact_user_tables WHERE relname = 'audit_log'`,
  );
  return row!.rows;
}

test('an append reads none of the entries before it, though the log was empty when it was planned', () =>
  withDatabase(async ({ dataSource }) => {
    const entries = Array.from({ length: ENTRIES }, (_, target) => auditEntry({ target: String(target) }));
    await new Business(dataSource, 1).transaction(async (sql) => {
      await appendAudit(sql, 1, entries);
      expect(await rowsRead(sql)).toBe(0);
    });
    expect(await checkChain(dataSource)).toMatchObject({ entries: ENTRIES, faults: [] });
  }));

test('an entry that is appended again, in the same call or in a later one, is there once and the chain goes on behind it', () =>
  withDatabase(async ({ dataSource }) => {
    const business = new Business(dataSource, 1);
    const [first, second, third] = ['first', 'second', 'third'].map((target) => auditEntry({ target }));
    await commitAudit(business, [first!, second!, first!]);
    await commitAudit(business, [second!, third!, second!]);
    expect((await auditEntries(dataSource)).map(({ seq, target }) => [seq, target])).toEqual([
      [1, 'first'],
      [2, 'second'],
      [3, 'third'],
    ]);
    expect(await checkChain(dataSource)).toMatchObject({ entries: 3, faults: [], last: { seq: 3 } });
  }));
