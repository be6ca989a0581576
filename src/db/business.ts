import type { PoolClient, QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';
import type { Sql } from '../operations/definition.js';
import { cancelWhenGone } from './cancel-statement.js';
import { type ShareName, takeShare } from './connection-shares.js';
import { postgresError, QUERY_CANCELED } from './postgres-error.js';
import { type Narrowing, queryNarrowed } from './narrowed-query.js';
import { inOneWrite, inTransaction, onConnection, rollBack, type Transaction } from './transaction.js';

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

/**
 * One business in this database, made once for a request from whoever asks. Whatever is asked through it is within the
 * walls of the business: row-level security shows nothing of any other, whatever the statements ask for.
 */
export class Business implements Sql {
  /**
   * @param patience of a person who waits for each of the reads
   * @throws TypeError for an id that is no positive integer
   */
  constructor(
    private readonly dataSource: DataSource,
    readonly id: number,
    private readonly patience?: Patience,
    private readonly share: ShareName = 'requests',
  ) {
    if (!Number.isSafeInteger(id) || id <= 0) throw new TypeError('a business is a positive integer');
  }

  /** The same business for its looks, whose connections it does not share with what else it asks. */
  forLooks(): Business {
    return new Business(this.dataSource, this.id, this.patience, 'looks');
  }

  /** Milliseconds that a person waits for a read; undefined where nobody does. */
  get timeoutMs(): number | undefined {
    return this.patience?.timeoutMs;
  }

  /**
   * One statement, committed by itself, in one round trip.
   *
   * @throws ReadTooSlow, and the reason of a client that has left, where a person waits
   */
  query<Row>(statement: string, parameters: readonly unknown[] = [], timeoutMs = this.timeoutMs): Promise<Row[]> {
    return this.#commit<Row>([{ text: statement, values: [...parameters] }], timeoutMs);
  }

  /**
   * Statements of one transaction in one round trip, each with a snapshot of its own. Returns the rows of the last.
   *
   * @throws ReadTooSlow where one of them takes longer
   */
  queryInTurn<Row>(statements: readonly QueryConfig[], timeoutMs: number): Promise<Row[]> {
    return this.#commit<Row>(statements, timeoutMs);
  }

  /** The one row that there can be, or null. */
  async first<Row>(statement: string, parameters: readonly unknown[]): Promise<Row | null> {
    const [row] = await this.query<Row>(statement, parameters);
    return row ?? null;
  }

  /** As `Transaction` has it. Row-level security is part of the plan, and asks for the business at each execution. */
  queryPrepared<Row>(
    name: string,
    statement: string,
    parameters: readonly unknown[],
    timeoutMs = this.timeoutMs,
  ): Promise<Row[]> {
    return this.#commit<Row>([{ name, text: statement, values: [...parameters] }], timeoutMs);
  }

  /** `first` of a statement as `queryPrepared` has it. */
  async firstPrepared<Row>(name: string, statement: string, parameters: readonly unknown[]): Promise<Row | null> {
    const [row] = await this.queryPrepared<Row>(name, statement, parameters);
    return row ?? null;
  }

  /** `inTransaction` within the business. @throws CommitFailed */
  async transaction<T>(work: (sql: Transaction) => Promise<T>): Promise<T> {
    const release = await takeShare(this.dataSource, this.share, this.id);
    return narrowedTo(this.dataSource, this.id, work).finally(release);
  }

  async #commit<Row>(statements: readonly QueryConfig[], timeoutMs: number | undefined): Promise<Row[]> {
    const { dataSource, id, patience, share } = this;
    const release = await takeShare(dataSource, share, id, patience?.gone);
    try {
      return await onConnection(dataSource, (connection) => {
        const [statement, ...more] = statements;
        const narrowed = narrowing(id, timeoutMs);
        const work = (): Promise<Row[]> =>
          more.length === 0
            ? queryNarrowed(connection, narrowed, statement!)
            : inOneRoundTrip(connection, narrowed, statements);
        return patience ? cancelWhenGone(connection, patience.gone, work) : work();
      });
    } catch (error) {
      const isTooSlow = timeoutMs !== undefined && postgresError(error)?.code === QUERY_CANCELED;
      throw isTooSlow ? new ReadTooSlow(timeoutMs) : error;
    } finally {
      release();
    }
  }
}

/** The business of whatever belongs to one. */
export type BusinessOf = (of: { readonly businessId: number }) => Business;

export const businessesIn =
  (dataSource: DataSource): BusinessOf =>
  ({ businessId }) =>
    new Business(dataSource, businessId);

/** In place of a business: what is done to all of them at once. No credential names it, and no tenant's row has it. */
export const EVERY_BUSINESS = 0;

/**
 * `inTransaction` for what belongs to no business: drains over all of them, and the chain of the audit log in which those
 * stand. A function of its own, so that a business which is 0 by mistake is still refused.
 */
export function inInstallation<T>(dataSource: DataSource, work: (sql: Transaction) => Promise<T>): Promise<T> {
  return narrowedTo(dataSource, EVERY_BUSINESS, work);
}

/** The business is set in the same breath as BEGIN and costs no round trip; it ends with the transaction. */
function narrowedTo<T>(dataSource: DataSource, businessId: number, work: (sql: Transaction) => Promise<T>): Promise<T> {
  const { name, text, values } = narrowing(businessId);
  return inTransaction(dataSource, async (sql) => {
    const narrowed = sql.queryPrepared(name, text, values);
    narrowed.catch(() => undefined);
    const result = await work(sql);
    await narrowed;
    return result;
  });
}

function narrowing(businessId: number, timeoutMs?: number): Narrowing {
  const business = `SELECT set_config('app.business_id', $1, true)`;
  return timeoutMs === undefined
    ? { name: 'narrow', text: business, values: [String(businessId)] }
    : {
        name: 'narrow_for_a_time',
        text: `${business}, set_config('statement_timeout', $2, true)`,
        values: [String(businessId), String(timeoutMs)],
      };
}

/** A transaction in one round trip. Returns the rows of its last statement. */
async function inOneRoundTrip<Row>(
  connection: PoolClient,
  { text, values }: Narrowing,
  statements: readonly QueryConfig[],
): Promise<Row[]> {
  inOneWrite(connection);
  // COMMIT of a transaction that has failed is its rollback.
  const outcomes = await Promise.allSettled([
    connection.query('START TRANSACTION ISOLATION LEVEL READ COMMITTED'),
    connection.query(text, [...values]),
    ...statements.map((statement) => connection.query(statement)),
    connection.query('COMMIT'),
  ]);
  if (outcomes.at(-1)!.status === 'rejected') await rollBack(connection);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return (outcomes.at(-2) as PromiseFulfilledResult<{ rows: Row[] }>).value.rows;
}
