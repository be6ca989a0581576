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

interface Shares {
  readonly requests: ConcurrencyLimit;
  readonly looks: ConcurrencyLimit;
}

/**
 * What a connection is for. `looks` are the short reads of event streams, one at a time for a business: they tell whether
 * the database answers, so they must not wait behind what else the business asks.
 */
export type ShareName = keyof Shares;

const LOOKS = { perBusiness: { atOnce: 1, waiting: 10 } };

const shares = new WeakMap<DataSource, Shares>();

/**
 * From now on one business uses at most half of the pool at once. The pool's own queue serves whoever came first: a
 * thousand statements of one business would all be served before one of another.
 *
 * @param hasEventStreams whether connections are kept for looks: a worker has none, and needs them for its chunks
 */
export function shareConnections(
  dataSource: DataSource,
  poolSize: number,
  { hasEventStreams }: { readonly hasEventStreams: boolean },
): void {
  const forLooks = hasEventStreams ? Math.max(1, Math.floor(poolSize / 10)) : 0;
  const bounds = {
    total: Math.max(1, poolSize - RESERVED_CONNECTIONS - forLooks),
    perBusiness: { atOnce: Math.max(1, Math.floor(poolSize / 2)), waiting: MAX_WAITING },
    maxWaitMs: MAX_WAIT_MS,
  };
  const requests = new ConcurrencyLimit(bounds, () => new DatabaseBusy());
  const looks = hasEventStreams
    ? new ConcurrencyLimit({ ...LOOKS, total: forLooks }, () => new DatabaseBusy())
    : requests;
  shares.set(dataSource, { requests, looks });
}

/**
 * The right to take a connection from the pool, where its connections are shared.
 *
 * @throws DatabaseBusy, and `gone.reason` once it is aborted
 */
export async function takeShare(
  dataSource: DataSource,
  name: ShareName,
  businessId: number,
  gone?: AbortSignal,
): Promise<Release> {
  return (await shares.get(dataSource)?.[name].enter({ businessId }, gone)) ?? (() => undefined);
}
