import type { DataSource } from 'typeorm';
import { ConcurrencyLimit, type Release } from '../operations/concurrency-limit.js';

/** For what belongs to no business: readiness and the metrics. */
const RESERVED_CONNECTIONS = 1;
/** 200 clicks at once wait for their turn; far more than that are no clicks. */
const MAX_WAITING = 500;
const MAX_WAIT_MS = 5_000;

/** All connections that a business may use at once are in use, and too many of its statements wait, or for too long. */
export class DatabaseBusy extends Error {
  constructor() {
    super('the connections of this business are all in use');
    this.name = 'DatabaseBusy';
  }
}

const limits = new WeakMap<DataSource, ConcurrencyLimit>();

/**
 * From now on one business uses at most half of the pool at once. The pool's own queue serves whoever came first: a
 * thousand statements of one business would all be served before one of another.
 */
export function shareConnections(dataSource: DataSource, poolSize: number): void {
  const limit = new ConcurrencyLimit(
    {
      total: Math.max(1, poolSize - RESERVED_CONNECTIONS),
      perBusiness: { atOnce: Math.max(1, Math.floor(poolSize / 2)), waiting: MAX_WAITING },
      maxWaitMs: MAX_WAIT_MS,
    },
    () => new DatabaseBusy(),
  );
  limits.set(dataSource, limit);
}

/**
 * The right to take a connection from the pool, where its connections are shared.
 *
 * @throws DatabaseBusy, and `gone.reason` once it is aborted
 */
export async function takeShare(dataSource: DataSource, businessId: number, gone?: AbortSignal): Promise<Release> {
  return (await limits.get(dataSource)?.enter({ businessId }, gone)) ?? (() => undefined);
}
