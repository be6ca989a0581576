import type { DataSource } from 'typeorm';

/**
 * All that stands in the database, row by row: equal before and after means that nothing was changed, not even back. But
 * for the log of who did what, which refused acts are to be in.
 */
export async function fingerprint(dataSource: DataSource): Promise<Record<string, string>> {
  const tables = await dataSource.query<{ name: string }[]>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name !~ '^audit_' ORDER BY 1`,
  );
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await dataSource.query<{ sum: string }[]>(
      `SELECT count(*) || ':' || md5(coalesce(string_agg(row::text || row.xmin, ',' ORDER BY row::text), '')) AS sum
         FROM ${name} AS row`,
    );
    sums[name] = row!.sum;
  }
  return sums;
}
