import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** Adds an import to a business and returns its id. */
export async function addImport(
  dataSource: DataSource,
  businessId: number,
  status: 'completed' | 'running' = 'completed',
): Promise<number> {
  const [row] = await dataSource.query<{ id: number }[]>(
    `INSERT INTO imports (business_id, file_name, file_sha256, status, created_by, finished_at)
     VALUES ($1, 'leads.csv', $2, $3, 'u', CASE WHEN $3 = 'completed' THEN now() END) RETURNING id`,
    [businessId, randomBytes(32).toString('hex'), status],
  );
  return row!.id;
}
