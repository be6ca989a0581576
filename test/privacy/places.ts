import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { base64Of } from './canaries.js';

/** Every byte of every file in the folder, whatever it is: database, write-ahead log, append-only file, log. */
export async function filesIn(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
}

/** Every key of every type with its value. */
export async function everythingIn(redis: Redis): Promise<Buffer> {
  const keys = await redis.keys('*');
  const values = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
  return Buffer.concat([Buffer.from(keys.join('\n')), ...values.map((value) => value ?? Buffer.alloc(0))]);
}

/** The columns, over all tables, in which one of the stems stands, also as base64; binary ones are looked at too. */
export async function columnsWith(dataSource: DataSource, stems: readonly string[]): Promise<string[]> {
  const columns = await dataSource.query<{ table: string; column: string }[]>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
      JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
        AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition) ORDER BY 1, 2`,
  );
  const guises = (stem: string) => [stem, Buffer.from(stem).toString('hex'), ...base64Of(stem).map(String)];
  const patterns = stems.flatMap(guises).map((text) => `%${text.replace(/[%_\\]/g, '\\$&')}%`);
  const results: string[] = [];
  for (const { table, column } of columns) {
    const rows = await dataSource.query<unknown[]>(
      `SELECT FROM "${table}" WHERE "${column}"::text ILIKE ANY ($1) LIMIT 1`,
      [patterns],
    );
    if (rows.length > 0) results.push(`${table}.${column}`);
  }
  return results;
}
