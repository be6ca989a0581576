import type { PoolClient, QueryConfig } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { Sql } from '../operations/definition.js';
import { cancelWhenGone } from './cancel-statement.js';
import { takeShare } from './connection-shares.js';
import { postgresError, QUERY_CANCELED } from './postgres-error.js';

/** COMMIT was sent and failed. Named like TypeORM's own error field, so that the cause is found in one place. */
export class CommitFailed extends Error {
  constructor(readonly driverError: unknown) {
    super('COMMIT failed', { cause: driverError });
    this.name = 'CommitFailed';
  }
}

/** A connection in a transaction. */
export interface Transaction extends Sql {
  /** TypeORM on this connection, in this transaction. */
  readonly manager: EntityManager;
  /**
   * The same for a statement that every batch needs: it is parsed and planned once per connection. Only for look-ups by
   * primary key: the plan is kept, so it must be right for any parameters.
   *
   * @param name one for each statement
   */
  queryPrepared<Row>(name: string, statement: string, parameters: readonly unknown[]): Promise<Row[]>;
}

/** How long a person waits for a read, and until when: a read that nobody waits for any more is cancelled. */
export interface Patience {
  readonly timeoutMs: number;
  /** Aborted when whoever asked has left. */
  readonly gone: AbortSignal;
}

/** A read has taken longer than a person waits for it. */
export class ReadTooSlow extends Error {
  constructor(readonly timeoutMs: number) {
    super(`the read was cancelled after ${timeoutMs} ms`);
    this.name = 'ReadTooSlow';
  }
}

/** Statements on one connection. The answer is always the rows, whatever the kind of statement. */
function sqlOn(connection: PoolClient, manager: EntityManager): Transaction {
  return {
    manager,
    async query<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
      return (await connection.query(statement, [...parameters])).rows as Row[];
    },
    async queryPrepared<Row>(name: string, text: string, parameters: readonly unknown[]): Promise<Row[]> {
      return (await connection.query({ name, text, values: [...parameters] })).rows as Row[];
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
    return await sqlOn((await runner.connect()) as PoolClient, runner.manager).query<Row>(statement, parameters);
  } finally {
    await runner.release();
  }
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
export async function inTransaction<T>(dataSource: DataSource, work: (sql: Transaction) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    const connection = (await runner.connect()) as PoolClient;
    const begun = connection.query('START TRANSACTION ISOLATION LEVEL READ COMMITTED');
    // Where it fails, so does what follows it, and the first error is the one to tell.
    begun.catch(() => undefined);
    let result: T;
    try {
      result = await work(sqlOn(connection, runner.manager));
      await begun;
    } catch (error) {
      await connection.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    await connection.query('COMMIT').catch((cause: unknown) => {
      throw new CommitFailed(cause);
    });
    return result;
  } finally {
    await runner.release();
  }
}

/**
 * `inTransaction` within one business: row-level security shows nothing of any other, whatever the statements ask for.
 * The business is set in the same breath as BEGIN and costs no round trip; it ends with the transaction.
 *
 * @throws TypeError for a business that is no positive integer
 */
export async function inBusiness<T>(
  dataSource: DataSource,
  businessId: number,
  work: (sql: Transaction) => Promise<T>,
): Promise<T> {
  const release = await takeShare(dataSource, businessId);
  try {
    return await narrowedTo(dataSource, narrow(businessId), work);
  } finally {
    release();
  }
}

/** In place of a business: what is done to all of them at once. No credential names it, and no tenant's row has it. */
export const EVERY_BUSINESS = 0;

/**
 * `inTransaction` for what belongs to no business: drains over all of them, and the chain of the audit log in which those
 * stand. A function of its own, so that a business which is 0 by mistake is still refused.
 */
export function inInstallation<T>(dataSource: DataSource, work: (sql: Transaction) => Promise<T>): Promise<T> {
  return narrowedTo(dataSource, [NARROW, [String(EVERY_BUSINESS)]], work);
}

function narrowedTo<T>(
  dataSource: DataSource,
  narrowing: ReturnType<typeof narrow>,
  work: (sql: Transaction) => Promise<T>,
): Promise<T> {
  return inTransaction(dataSource, async (sql) => {
    const narrowed = sql.query(...narrowing);
    narrowed.catch(() => undefined);
    const result = await work(sql);
    await narrowed;
    return result;
  });
}

/**
 * One statement within one business, committed by itself: one round trip, because nothing waits for an answer.
 *
 * @param prepared a name, one for each statement: it is parsed and planned once per connection, under the conditions of
 *   `queryPrepared`. Row-level security is part of the plan, and asks for the business at each execution
 */
export async function queryInBusiness<Row>(
  dataSource: DataSource,
  businessId: number,
  statement: string,
  parameters: readonly unknown[] = [],
  prepared?: string,
): Promise<Row[]> {
  const values = [...parameters];
  const text = prepared === undefined ? { text: statement, values } : { name: prepared, text: statement, values };
  return onShare(dataSource, businessId, undefined, (connection) =>
    inOneRoundTrip<Row>(connection, narrow(businessId), text),
  );
}

/**
 * The same for a read that a person waits for: it has a time, and is cancelled when the person has left.
 *
 * @throws ReadTooSlow, and `gone.reason` once it is aborted
 */
export async function readInBusiness<Row>(
  dataSource: DataSource,
  businessId: number,
  statement: string,
  parameters: readonly unknown[],
  { timeoutMs, gone }: Patience,
): Promise<Row[]> {
  const query = { text: statement, values: [...parameters] };
  try {
    return await onShare(dataSource, businessId, gone, (connection) =>
      cancelWhenGone(connection, gone, () => inOneRoundTrip<Row>(connection, narrow(businessId, timeoutMs), query)),
    );
  } catch (error) {
    throw postgresError(error)?.code === QUERY_CANCELED ? new ReadTooSlow(timeoutMs) : error;
  }
}

/** A transaction of one statement, in one round trip. */
async function inOneRoundTrip<Row>(
  connection: PoolClient,
  [narrowing, values]: readonly [string, unknown[]],
  statement: QueryConfig,
): Promise<Row[]> {
  // COMMIT of a transaction that has failed is its rollback.
  const [begun, narrowed, result, committed] = await Promise.allSettled([
    connection.query('START TRANSACTION ISOLATION LEVEL READ COMMITTED'),
    connection.query(narrowing, values),
    connection.query(statement),
    connection.query('COMMIT'),
  ]);
  for (const outcome of [begun, narrowed, result, committed]) if (outcome.status === 'rejected') throw outcome.reason;
  return (result as PromiseFulfilledResult<{ rows: Row[] }>).value.rows;
}

/** A connection within the business's share of the pool. */
async function onShare<T>(
  dataSource: DataSource,
  businessId: number,
  gone: AbortSignal | undefined,
  work: (connection: PoolClient) => Promise<T>,
): Promise<T> {
  const release = await takeShare(dataSource, businessId, gone);
  const runner = dataSource.createQueryRunner();
  try {
    return await work((await runner.connect()) as PoolClient);
  } finally {
    await runner.release();
    release();
  }
}

const NARROW = `SELECT set_config('app.business_id', $1, true)`;

function narrow(businessId: number, timeoutMs?: number): [string, unknown[]] {
  const business = settingOf(businessId);
  return timeoutMs === undefined
    ? [NARROW, [business]]
    : [
        `SELECT set_config('app.business_id', $1, true), set_config('statement_timeout', $2, true)`,
        [business, String(timeoutMs)],
      ];
}

function settingOf(businessId: number): string {
  if (Number.isSafeInteger(businessId) && businessId > 0) return String(businessId);
  throw new TypeError('a business is a positive integer');
}
