import type { Business } from '../db/business.js';
import type { Transaction } from '../db/transaction.js';
import type { AuditEntry } from './audit-entry.js';

/** Longest text of an entry, in UTF-16 units. */
const MAX_TEXT = 300;

type Prepares = Pick<Transaction, 'queryPrepared'>;

/**
 * Appends entries to the chain of a business, in the transaction of what they tell of: none without the other. The head
 * of the chain stays locked until that transaction ends, so this comes last in it.
 *
 * @param sql a transaction within this business
 */
export async function appendAudit(sql: Prepares, businessId: number, entries: readonly AuditEntry[]): Promise<void> {
  const texts = JSON.stringify(entries, (_, value: unknown) => (typeof value === 'string' ? stored(value) : value));
  await sql.queryPrepared('append_audit', 'SELECT append_audit($1, $2)', [businessId, texts]);
}

/**
 * Appends entries, committed by themselves: one round trip for all of them. May be repeated when its answer is lost.
 */
export function commitAudit(business: Business, entries: readonly AuditEntry[]): Promise<void> {
  return appendAudit(business, business.id, entries);
}

/** The text as PostgreSQL can store it: an entry must not fail for what a credential or a header holds. */
function stored(text: string): string {
  return text.slice(0, MAX_TEXT).replace(/\0|\p{Surrogate}/gu, '\uFFFD');
}
