import pg from 'pg';
import type { DataSource } from 'typeorm';
import { eventually } from './eventually.js';

/** Locks that another session holds, until its transaction ends. */
export interface HeldLock {
  query(statement: string, values?: unknown[]): Promise<unknown>;
  commit(): Promise<void>;
  /** How many sessions wait for it. */
  waiters(): Promise<number>;
  /** Rolls back what is not committed. */
  letGo(): Promise<void>;
}

/**
 * Takes locks in a transaction on a connection of its own: those of a data source may not be idle in one for so long.
 *
 * @param database as its superuser
 * @param statement takes the locks, for example `LOCK TABLE leads IN SHARE MODE`
 */
export async function holdLock({ url }: { readonly url: string }, statement: string): Promise<HeldLock> {
  const session = new pg.Client({ connectionString: url });
  await session.connect();
  await session.query('BEGIN');
  await session.query(statement);
  return {
    query: (text, values) => session.query(text, values),
    commit: async () => void (await session.query('COMMIT')),
    async waiters() {
      const found = await session.query(
        'SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))',
      );
      return found.rows.length;
    },
    letGo: () => session.end(), // a second time does nothing
  };
}

/** Does the work while another session holds what the statement locks. */
export async function whileLocked<T>(
  database: { readonly url: string },
  statement: string,
  work: (lock: HeldLock) => Promise<T>,
): Promise<T> {
  const lock = await holdLock(database, statement);
  try {
    return await work(lock);
  } finally {
    await lock.letGo();
  }
}

/** How many other sessions of this database are so. @param condition on pg_stat_activity */
export async function sessions(dataSource: DataSource, condition: string, values: unknown[] = []): Promise<number> {
  const found = await dataSource.query<unknown[]>(
    `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${condition}`,
    values,
  );
  return found.length;
}

/** Waits until so many statements like this one, of whatever program, wait for a lock in this database. */
export async function statementBlocked(dataSource: DataSource, text = '', count = 1): Promise<void> {
  const isBlocked = `wait_event_type = 'Lock' AND query LIKE $1`;
  await eventually(async () => (await sessions(dataSource, isBlocked, [`%${text}%`])) >= count);
}

/** The session of the one attempt that is held at a checkpoint, with its transaction open and nothing at work in it. @returns its pid */
export function sessionInTransaction(dataSource: DataSource): Promise<number> {
  return eventually(async () => {
    const found = await dataSource.query<{ pid: number }[]>(
      `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'test-worker' AND state = 'idle in transaction'`,
    );
    return found.length === 1 && found[0]!.pid;
  });
}

/** PostgreSQL bears a worker's idle transaction for 10 s; from here on those of batches for as long as the test needs. */
export async function bearIdleTransactions(dataSource: DataSource): Promise<void> {
  await dataSource.query(`
    CREATE FUNCTION bear_idle_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM set_config('idle_in_transaction_session_timeout', '0', true), set_config('transaction_timeout', '0', true);
        RETURN NEW;
      END $$;
    CREATE TRIGGER bear_idle_transaction BEFORE INSERT ON job_batches
      FOR EACH ROW EXECUTE FUNCTION bear_idle_transaction()`);
}
