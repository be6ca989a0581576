import { preparing } from '../src/db/prepared-statements.js';
import { selectTargets } from '../src/db/selections/select-targets.js';
import type { NextTargets } from '../src/db/selections/selected-targets.js';
import type { Transaction } from '../src/db/transaction.js';
import { deleteLeadsBulk } from '../src/operations/definitions/delete-leads-bulk.js';
import { BUSINESS } from './leads.js';

/** One batch with the product's own statements, the locking select and the delete, and with nothing around them. */
export async function deleteBatch(
  transaction: Transaction,
  { cursor, upperBound, batchSize }: { cursor: number; upperBound: number; batchSize: number },
): Promise<NextTargets> {
  const sql = preparing(transaction);
  const selection = { businessId: BUSINESS, selection: { kind: 'all' }, upperBound, asOf: null } as const;
  const next = await selectTargets(deleteLeadsBulk.targets, selection).next(sql, cursor, batchSize, true);
  const chunk = { businessId: BUSINESS, jobId: '', ids: next.ids, archiveExpiresOn: null };
  if (next.ids.length > 0) await deleteLeadsBulk.act(sql, chunk);
  return next;
}
