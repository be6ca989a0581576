import type { DataSource } from 'typeorm';
import type { ReceiptKey } from '../../recordings/storage/storage-key.js';
import type { Business } from '../business.js';
import { query } from '../transaction.js';

/** Files of receipts that are to be deleted by now, of every business. */
export function findReceiptFilesToDelete(dataSource: DataSource, atMost: number): Promise<ReceiptKey[]> {
  return query<ReceiptKey>(
    dataSource,
    `SELECT business_id AS "businessId", receipt_id AS "receiptId", sha256 FROM find_receipt_files_to_delete($1)`,
    [atMost],
  );
}

/**
 * Deletes a file that is listed, unless another program is at it, it is not listed any more, or its receipt has come back. The file is deleted while its row
 * is locked: where COMMIT fails after that, it is deleted once more, which does nothing.
 *
 * @returns whether it was deleted
 */
export function deleteListedFile(
  business: Business,
  { receiptId, sha256 }: ReceiptKey,
  deleteFile: () => Promise<void>,
): Promise<boolean> {
  const names = 'business_id = $1 AND receipt_id = $2 AND sha256 = $3';
  const parameters = [business.id, receiptId, sha256];
  return business.transaction(async (sql) => {
    const [listed] = await sql.query<{ isBack: boolean }>(
      `SELECT EXISTS (SELECT FROM receipts WHERE business_id = $1 AND id = $2 AND file_sha256 = $3) AS "isBack"
         FROM receipt_files_to_delete
        WHERE ${names} AND delete_after <= clock_timestamp() FOR UPDATE SKIP LOCKED`,
      parameters,
    );
    if (!listed) return false;
    if (!listed.isBack) await deleteFile();
    await sql.query(`DELETE FROM receipt_files_to_delete WHERE ${names}`, parameters);
    return !listed.isBack;
  });
}
