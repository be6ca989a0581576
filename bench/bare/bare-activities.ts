import type { DataSource } from 'typeorm';
import { inTransaction } from '../../src/db/transaction.js';
import { deleteBatch } from '../delete-batch.js';

export function createBareActivities(dataSource: DataSource) {
  return {
    async deleteOneBatch(batch: { cursor: number; upperBound: number; batchSize: number }) {
      const { nextCursor, exhausted } = await inTransaction(dataSource, (sql) => deleteBatch(sql, batch));
      return { nextCursor, exhausted };
    },
  };
}

export type BareActivities = ReturnType<typeof createBareActivities>;
