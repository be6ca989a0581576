import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Transaction } from '../src/db/transaction.js';
import { deleteBatch } from './delete-batch.js';
import { upperBound } from './leads.js';

/** (a) One connection, the driver itself, one transaction per batch. @returns milliseconds */
export async function runRawLoop(dataSource: DataSource, batchSize: number): Promise<number> {
  const bound = await upperBound(dataSource);
  const runner = dataSource.createQueryRunner();
  try {
    const connection = (await runner.connect()) as pg.PoolClient;
    const sql: Transaction = {
      async query<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
        return (await connection.query(statement, [...parameters])).rows as Row[];
      },
      async queryPrepared<Row>(name: string, text: string, parameters: readonly unknown[]): Promise<Row[]> {
        return (await connection.query({ name, text, values: [...parameters] })).rows as Row[];
      },
    };
    const startedAt = performance.now();
    for (let cursor = 0, exhausted = false; !exhausted;) {
      await connection.query('BEGIN');
      ({ nextCursor: cursor, exhausted } = await deleteBatch(sql, { cursor, upperBound: bound, batchSize }));
      await connection.query('COMMIT');
    }
    return performance.now() - startedAt;
  } finally {
    await runner.release();
  }
}
