import type { DataSource } from 'typeorm';
import { inBusiness, type Patience, queryInBusiness, readInBusiness, type Transaction } from './transaction.js';

/**
 * One business in this database, made once for a request from whoever asks. Whatever is asked through it is within the
 * walls of the business (row-level security), whatever the statement says.
 */
export class Business {
  /** @param patience of a person who waits for each of the reads */
  constructor(
    private readonly dataSource: DataSource,
    readonly id: number,
    private readonly patience?: Patience,
  ) {}

  /** Milliseconds that a person waits for a read; undefined where nobody does. */
  get timeoutMs(): number | undefined {
    return this.patience?.timeoutMs;
  }

  /**
   * One statement, committed by itself.
   *
   * @throws ReadTooSlow, and the reason of a client that has left, where a person waits
   */
  query<Row>(statement: string, parameters: readonly unknown[], timeoutMs = this.timeoutMs): Promise<Row[]> {
    const { dataSource, id, patience } = this;
    return patience === undefined || timeoutMs === undefined
      ? queryInBusiness<Row>(dataSource, id, statement, parameters)
      : readInBusiness<Row>(dataSource, id, statement, parameters, { ...patience, timeoutMs });
  }

  /** @throws CommitFailed */
  transaction<T>(work: (sql: Transaction) => Promise<T>): Promise<T> {
    return inBusiness(this.dataSource, this.id, work);
  }
}
