import { preparing } from '../src/db/prepared-statements.js';
import { selectTargets } from '../src/db/selections/select-targets.js';
import type { NextTargets } from '../src/db/selections/selected-targets.js';
import type { Transaction } from '../src/db/transaction.js';
import { deleteLeadsBulk } from '../src/operations/definitions/delete-leads-bulk.js';
import { ARCHIVE_DAY, BUSINESS } from './leads.js';

/** It stands for the job in the archive. */
const JOB = '01890000-0000-7000-8000-000000000000';

/** One batch with the product's own statements, the locking select and the delete that archives, and with nothing around them. */
export async function deleteBatch(
  transaction: Transaction,
  { cursor, upperBound, batchSize }: { cursor: number; upperBound: number; batchSize: number },
): Promise<NextTargets> {
  const sql = preparing(transaction);
  const selection = { businessId: BUSINESS, selection: { kind: 'all' }, upperBound, asOf: null } as const;
  const next = await selectTargets(deleteLeadsBulk.targets, selection).next(sql, cursor, batchSize, true);
  const chunk = { businessId: BUSINESS, jobId: JOB, ids: next.ids, archiveExpiresOn: ARCHIVE_DAY };
  if (next.ids.length > 0) await deleteLeadsBulk.act(sql, chunk, {});
  return next;
}
