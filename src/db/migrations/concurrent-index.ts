import type { QueryRunner } from 'typeorm';

/** Builds an index beside writers, so outside of a transaction. May be run again when it was cut off. */
export async function createIndexConcurrently(
  runner: QueryRunner,
  name: string,
  on: string,
  kind: 'INDEX' | 'UNIQUE INDEX' = 'INDEX',
): Promise<void> {
  const isValid = 'SELECT FROM pg_index WHERE indexrelid = to_regclass($1) AND indisvalid';
  if (((await runner.query(isValid, [name])) as unknown[]).length > 0) return;
  // One that was cut off is there, and not valid.
  await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await runner.query(`CREATE ${kind} CONCURRENTLY ${name} ON ${on}`);
}

/** TypeORM takes every migration back in a transaction: this leaves it for what cannot run in one. */
export async function outsideOfTransaction(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  const isInTransaction = runner.isTransactionActive;
  if (isInTransaction) await runner.commitTransaction();
  await work();
  if (isInTransaction) await runner.startTransaction();
}
