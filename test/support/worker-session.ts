import type { DataSource } from 'typeorm';
import { eventually } from './eventually.js';

/** A worker's connection as PostgreSQL sees it: it tells what became of a transaction whose process cannot be asked. */
export interface WorkerSession {
  readonly pid: number;
  readonly state: string;
  /** The statement at work, or the last one. */
  readonly query: string;
}

const COLUMNS = `SELECT pid, state, query FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'test-worker'`;

/** The one session that has an open transaction and does nothing in it: the one of an attempt held at a checkpoint. */
export function sessionInTransaction(dataSource: DataSource): Promise<WorkerSession> {
  return eventually(async () => {
    const sessions = await dataSource.query<WorkerSession[]>(`${COLUMNS} AND state = 'idle in transaction'`);
    return sessions.length === 1 && sessions[0]!;
  }, 5_000);
}

/** The session as it is now; null once the server has ended it. */
export async function sessionNow(dataSource: DataSource, { pid }: WorkerSession): Promise<WorkerSession | null> {
  const [session] = await dataSource.query<WorkerSession[]>(`${COLUMNS} AND pid = $1`, [pid]);
  return session ?? null;
}

/** Waits until the session's transaction has been ended by this statement. */
export async function transactionEndedBy(
  dataSource: DataSource,
  session: WorkerSession,
  statement: 'COMMIT' | 'ROLLBACK',
): Promise<void> {
  // The connection goes back to its pool, where the next statement may hide this one: hence the short look.
  await eventually(
    async () => {
      const now = await sessionNow(dataSource, session);
      return now?.state === 'idle' && now.query === statement;
    },
    10_000,
    5,
  );
}

/** Waits until a worker's statement of this text is at work, or waits for a lock. */
export async function statementAtWork(dataSource: DataSource, text: string): Promise<void> {
  await eventually(async () => {
    const found = await dataSource.query<unknown[]>(`${COLUMNS} AND state = 'active' AND query LIKE $1`, [`%${text}%`]);
    return found.length > 0;
  });
}
