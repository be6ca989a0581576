import type { DataSource, QueryRunner } from 'typeorm';
import type { Sql } from '../operations/definition.js';

/** Statements on one connection. The driver's answer is always the rows, whatever the kind of statement. */
function sqlOn(runner: QueryRunner): Sql {
  return {
    async query<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
      return (await runner.query(statement, [...parameters], true)).records as Row[];
    },
  };
}

/** One statement, committed by itself. */
export async function query<Row>(
  dataSource: DataSource,
  statement: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const runner = dataSource.createQueryRunner();
  try {
    return await sqlOn(runner).query<Row>(statement, parameters);
  } finally {
    await runner.release();
  }
}

/**
 * Runs `work` in one READ COMMITTED transaction and commits it. Rolls back on every error and throws that error, also
 * where the rollback itself fails because the connection is gone (the server rolls back then).
 *
 * An error thrown by COMMIT leaves it open whether the transaction took place.
 */
export async function inTransaction<T>(dataSource: DataSource, work: (sql: Sql) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    const result = await work(sqlOn(runner));
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}
