import type { DataSource } from 'typeorm';

type Table =
  ('canaries' | 'leads' | 'jobs' | 'api_keys' | 'calls') | ('notes' | 'tasks' | 'consents' | 'receipts' | 'imports');

/** Checksum over all columns of a business's rows in a table, in id order; system columns such as xmin may be added. */
export async function checksum(
  dataSource: DataSource,
  table: Table,
  businessId: number,
  columns = '*',
): Promise<string> {
  const [row] = await dataSource.query<{ sum: string }[]>(
    `SELECT md5(COALESCE(string_agg(r::text, E'\\n' ORDER BY id), '')) AS sum
       FROM (SELECT ${columns} FROM ${table} WHERE business_id = $1 ORDER BY id) AS r`,
    [businessId],
  );
  return row!.sum;
}
