import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { AuditEntry } from '../../src/audit/audit-entry.js';
import { ChainInDatabase } from '../../src/audit/chain-in-database.js';
import { type ChainReport, verifyChain } from '../../src/audit/verify-chain.js';

/** An entry that says nothing in particular. */
export function auditEntry(fields: Partial<AuditEntry> = {}): AuditEntry {
  return {
    ...{ id: randomUUID(), subject: 'operator-1', role: 'operator', credentialKind: 'token', credentialId: 'jti-1' },
    ...{ address: '127.0.0.1', requestId: 'request-1', action: 'operation.pause', operationType: null },
    ...{ target: null, selection: null, count: null, result: 'done', reason: null },
    ...fields,
  };
}

/** The entries of a business in the order of its chain, without what differs from run to run. */
export async function auditEntries(
  dataSource: DataSource,
  businessId = 1,
): Promise<(Omit<AuditEntry, 'id' | 'requestId'> & { seq: number })[]> {
  return dataSource.query(
    `SELECT seq, subject, role, credential_kind AS "credentialKind", credential_id AS "credentialId", address, action,
            operation_type AS "operationType", target, selection, count, result, reason
       FROM audit_log WHERE business_id = $1 ORDER BY audit_log.seq`,
    [businessId],
  );
}

/** @param dataSource of somebody who sees every business */
export function checkChain(
  dataSource: DataSource,
  businessId = 1,
  anchors?: Map<number, string>,
): Promise<ChainReport> {
  return verifyChain(new ChainInDatabase(dataSource), businessId, anchors);
}

/** Does to the tables what only a superuser can: the triggers are off for it. */
export async function tamper(databaseUrl: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const table of ['audit_log', 'audit_heads']) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
    for (const statement of statements) await client.query(statement);
    for (const table of ['audit_log', 'audit_heads']) {
      await client.query(`ALTER TABLE ${table} ENABLE ALWAYS TRIGGER append_only`);
    }
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
