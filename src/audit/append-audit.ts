import type { DataSource } from 'typeorm';
import { queryInBusiness } from '../db/transaction.js';
import type { Sql } from '../operations/definition.js';
import type { AuditEntry } from './audit-entry.js';

const APPEND = 'SELECT append_audit($1, $2)';
/** Longest text of an entry, in UTF-16 units. */
const MAX_TEXT = 300;

/**
 * Appends entries to the chain of a business, in the transaction of what they tell of: none without the other. The head
 * of the chain stays locked until that transaction ends, so this comes last in it.
 *
 * @param sql a transaction within this business
 */
export async function appendAudit(sql: Sql, businessId: number, entries: readonly AuditEntry[]): Promise<void> {
  await sql.query(APPEND, parameters(businessId, entries));
}

/**
 * Appends entries, committed by themselves: one round trip for all of them. May be repeated when its answer is lost.
 */
export async function commitAudit(
  dataSource: DataSource,
  businessId: number,
  entries: readonly AuditEntry[],
): Promise<void> {
  await queryInBusiness(dataSource, businessId, APPEND, parameters(businessId, entries));
}

function parameters(businessId: number, entries: readonly AuditEntry[]): readonly unknown[] {
  return [
    businessId,
    JSON.stringify(entries, (_, value: unknown) => (typeof value === 'string' ? stored(value) : value)),
  ];
}

/** The text as PostgreSQL can store it: an entry must not fail for what a credential or a header holds. */
function stored(text: string): string {
  return text.slice(0, MAX_TEXT).replace(/\0|\p{Surrogate}/gu, '\uFFFD');
}
