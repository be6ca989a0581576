import { NO_PARAMETERS, type RowsDefinition } from '../definition.js';
import { deleteTargets } from '../delete-targets.js';
import { TargetRefused } from '../errors.js';
import { NOT_RESTORED } from '../not-restored.js';
import { DEFAULT_POLICY } from '../policy.js';
import { receiptTargets } from './receipt-targets.js';

/**
 * Upkeep deletes the files that are listed here, those of archived receipts when their archive has expired. A list, because a
 * program may die between a commit and the deletion.
 */
const LIST_FILES = `
  INSERT INTO receipt_files_to_delete (business_id, receipt_id, sha256, delete_after)
  SELECT business_id, id, file_sha256, COALESCE($3::date + 1, now()) FROM receipts
   WHERE business_id = $1 AND id = ANY($2::bigint[]) AND file_sha256 IS NOT NULL
  ON CONFLICT (business_id, receipt_id, sha256) DO UPDATE SET delete_after = EXCLUDED.delete_after`;

/** Upkeep locks what is listed while it deletes the file: one that is not listed any more is deleted. */
const KEEP_FILES = `
  WITH kept AS (
    DELETE FROM receipt_files_to_delete AS file WHERE business_id = $1 AND receipt_id = ANY($2::bigint[])
    RETURNING receipt_id, sha256)
  SELECT NOT EXISTS (
    SELECT FROM receipts WHERE business_id = $1 AND id = ANY($2::bigint[]) AND file_sha256 IS NOT NULL
       AND (id, file_sha256) NOT IN (SELECT receipt_id, sha256 FROM kept)) AS "areAll"`;

export const deleteReceiptsAll: RowsDefinition = {
  type: 'delete_receipts_all',
  summary: 'Delete receipts',
  kind: 'rows',
  parameters: NO_PARAMETERS,
  policy: { ...DEFAULT_POLICY, lockTtlSeconds: 3_600 },
  targets: receiptTargets,
  selectedBy: ['all'],
  isArchived: true,
  async act(sql, chunk) {
    await sql.query(LIST_FILES, [chunk.businessId, chunk.ids, chunk.archiveExpiresOn]);
    return deleteTargets(sql, receiptTargets, chunk);
  },
  async afterRestore(sql, { businessId, ids }) {
    const [kept] = await sql.query<{ areAll: boolean }>(KEEP_FILES, [businessId, ids]);
    if (!kept!.areAll) throw new TargetRefused(NOT_RESTORED.fileGone);
  },
};
