import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** What it costs the database when people watch, in transactions a second. */
export interface FollowerFigures {
  readonly followers: number;
  readonly withNone: number;
  readonly withOne: number;
  readonly withAll: number;
}

const FOLLOWERS = 50;
const FOR_MS = 10_000;
/** A connection tells the statistics of what it has done within a second. */
const TOLD_WITHIN_MS = 2_000;

/** @param open one more stream of all jobs, of a browser of its own; it is closed by the signal */
export async function measureFollowers(
  dataSource: DataSource,
  open: (signal: AbortSignal) => Promise<void>,
): Promise<FollowerFigures> {
  const closing = new AbortController();
  const withNone = await transactionsPerSecond(dataSource);
  await open(closing.signal);
  const withOne = await transactionsPerSecond(dataSource);
  for (let follower = 1; follower < FOLLOWERS; follower++) await open(closing.signal);
  const withAll = await transactionsPerSecond(dataSource);
  closing.abort();
  return { followers: FOLLOWERS, withNone, withOne, withAll };
}

async function transactionsPerSecond(dataSource: DataSource): Promise<number> {
  const count = async (): Promise<{ count: number; at: number }> => {
    await delay(TOLD_WITHIN_MS);
    const [row] = await dataSource.query<{ count: number }[]>(
      'SELECT xact_commit::float AS count FROM pg_stat_database WHERE datname = current_database()',
    );
    return { count: row!.count, at: performance.now() };
  };
  const before = await count();
  await delay(FOR_MS);
  const after = await count();
  // One of them is the first count's own.
  return (after.count - before.count - 1) / ((after.at - before.at) / 1_000);
}
