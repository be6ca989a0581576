import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { Sql } from '../operations/definition.js';

/** COMMIT was sent and failed. Named like TypeORM's own error field, so that the cause is found in one place. */
export class CommitFailed extends Error {
  constructor(readonly driverError: unknown) {
    super('COMMIT failed', { cause: driverError });
    this.name = 'CommitFailed';
  }
}

/** A connection in a transaction. */
export interface Transaction extends Sql {
  /**
   * The same for a statement that is sent often: it is parsed and planned once per connection. The plan is kept, so it must
   * be right for any parameters: an insert, a function, or rows found by key. `preparing` says what it does not suit.
   *
   * @param name one for each statement
   */
  queryPrepared<Row>(name: string, statement: string, parameters: readonly unknown[]): Promise<Row[]>;
}

/** The driver's stream of a connection, which it does not declare. */
interface Corkable {
  readonly connection: { readonly stream: { readonly writableCorked: number; cork(): void; uncork(): void } };
}

/** What is asked for in the same turn is written at once: a message of its own for each part cost more than the parts. */
export function inOneWrite(connection: PoolClient): void {
  const { stream } = (connection as unknown as Corkable).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** Statements on one connection. The answer is always the rows, whatever the kind of statement. */
function sqlOn(connection: PoolClient): Transaction {
  return {
    async query<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
      inOneWrite(connection);
      return (await connection.query(statement, [...parameters])).rows as Row[];
    },
    async queryPrepared<Row>(name: string, text: string, parameters: readonly unknown[]): Promise<Row[]> {
      inOneWrite(connection);
      return (await connection.query({ name, text, values: [...parameters] })).rows as Row[];
    },
  };
}

/** A connection of the pool, for as long as `work` takes. */
export async function onConnection<T>(pool: DataSource, work: (connection: PoolClient) => Promise<T>): Promise<T> {
  const runner = pool.createQueryRunner();
  try {
    return await work((await runner.connect()) as PoolClient);
  } finally {
    await runner.release();
  }
}

/** One statement, committed by itself. */
export function query<Row>(
  dataSource: DataSource,
  statement: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  return onConnection(dataSource, (connection) => sqlOn(connection).query<Row>(statement, parameters));
}

/**
 * Runs `work` in one READ COMMITTED transaction and commits it. Rolls back on every error and throws that error, also
 * where the rollback itself fails because the connection is gone (the server rolls back then).
 *
 * The driver's own connection and not TypeORM's transaction: statements are written to it as they are asked for, without
 * waiting for the answer to the one before (the pool's `pipeline`), so that BEGIN and whatever `work` asks for at once
 * make one round trip. TypeORM's `startTransaction` would let a statement overtake BEGIN then.
 *
 * @throws CommitFailed where COMMIT failed: its answer may be lost, which leaves it open whether the transaction took place
 */
export function inTransaction<T>(dataSource: DataSource, work: (sql: Transaction) => Promise<T>): Promise<T> {
  return onConnection(dataSource, async (connection) => {
    inOneWrite(connection);
    const begun = connection.query('START TRANSACTION ISOLATION LEVEL READ COMMITTED');
    // Where it fails, so does what follows it, and the first error is the one to tell.
    begun.catch(() => undefined);
    let result: T;
    try {
      result = await work(sqlOn(connection));
      await begun;
    } catch (error) {
      await rollBack(connection);
      throw error;
    }
    await connection.query('COMMIT').catch(async (cause: unknown) => {
      await rollBack(connection);
      throw new CommitFailed(cause);
    });
    return result;
  });
}

/**
 * Also after a COMMIT that failed: one that was cancelled before it began leaves the transaction open, and a statement
 * that is a transaction by itself would find the connection so, each time. Where nothing is open it does nothing.
 */
export async function rollBack(connection: PoolClient): Promise<void> {
  await connection.query('ROLLBACK').catch(() => undefined);
}
