import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { RecordingStorage } from '../../recordings/storage/recording-storage.js';
import { newTemporaryFile } from '../../recordings/storage/temporary-files.js';
import type { Business } from '../business.js';

/** Fills a business up to `wanted` receipts, each with a file. @returns how many were made */
export async function fillReceipts(
  business: Business,
  storage: Pick<RecordingStorage, 'keep' | 'temporaryFolder'>,
  wanted: number,
): Promise<number> {
  const [present] = await business.query<{ count: number }>(
    'SELECT count(*) AS count FROM receipts WHERE business_id = $1',
    [business.id],
  );
  for (let made = 0; made < wanted - present!.count; made++) await addReceipt(business, storage, made);
  return Math.max(0, wanted - present!.count);
}

async function addReceipt(
  business: Business,
  storage: Pick<RecordingStorage, 'keep' | 'temporaryFolder'>,
  no: number,
): Promise<void> {
  const amount = (5 + ((no * 37) % 200) + 0.99).toFixed(2);
  await business.transaction(async (sql) => {
    const [receipt] = await sql.query<{ id: number }>(
      `INSERT INTO receipts (business_id, amount, currency, issued_at, file_name)
       VALUES ($1, $2, 'EUR', now() - $3 * interval '1 day', 'receipt-' || lpad($4::text, 5, '0') || '.txt') RETURNING id`,
      [business.id, amount, no % 700, no + 1],
    );
    const content = `Receipt ${receipt!.id}\nAmount ${amount} EUR\n`;
    const sha256 = createHash('sha256').update(content).digest('hex');
    const temporary = newTemporaryFile(storage.temporaryFolder);
    await writeFile(temporary, content, { mode: 0o600 });
    // Where COMMIT fails, the file is left. It is an invented one.
    const key = { businessId: business.id, receiptId: receipt!.id, sha256 };
    await storage.keep(key, temporary, { bytes: content.length, contentType: 'text/plain' });
    await sql.query('UPDATE receipts SET file_bytes = $3, file_sha256 = $4 WHERE business_id = $1 AND id = $2', [
      ...[business.id, receipt!.id, content.length, sha256],
    ]);
  });
}
