import type { DataSource } from 'typeorm';
import { eventually } from './eventually.js';

/** A worker's connection as PostgreSQL sees it: it tells what became of a transaction whose process cannot be asked. */
export interface WorkerSession {
  readonly pid: number;
}

const WORKER_SESSIONS = `datname = current_database() AND application_name = 'test-worker'`;

/** The sessions with an open transaction and nothing at work in it: those of attempts held at a checkpoint. */
export function sessionsInTransaction(dataSource: DataSource, count: number): Promise<WorkerSession[]> {
  return eventually(async () => {
    const sessions = await dataSource.query<WorkerSession[]>(
      `SELECT pid FROM pg_stat_activity WHERE ${WORKER_SESSIONS} AND state = 'idle in transaction'`,
    );
    return sessions.length === count && sessions;
  }, 5_000);
}

/** Whether the server has ended the session (`idle_in_transaction_session_timeout`: it was frozen for too long). */
export async function isSessionEnded(dataSource: DataSource, { pid }: WorkerSession): Promise<boolean> {
  const found = await dataSource.query<unknown[]>(
    `SELECT FROM pg_stat_activity WHERE ${WORKER_SESSIONS} AND pid = $1`,
    [pid],
  );
  return found.length === 0;
}

/** Waits until a worker has a statement of this text at work. */
export function statementAtWork(dataSource: DataSource, text: string): Promise<void> {
  return seen(dataSource, text, `state = 'active'`);
}

/** Waits until a worker's statement of this text waits for a lock. */
export function lockWaitedFor(dataSource: DataSource, text: string): Promise<void> {
  return locksWaitedFor(dataSource, text, 1);
}

/** The same, for so many statements at once. */
export function locksWaitedFor(dataSource: DataSource, text: string, count: number): Promise<void> {
  return seen(dataSource, text, `wait_event_type = 'Lock'`, count);
}

async function seen(dataSource: DataSource, text: string, condition: string, count = 1): Promise<void> {
  await eventually(async () => {
    const found = await dataSource.query<unknown[]>(
      `SELECT FROM pg_stat_activity WHERE ${WORKER_SESSIONS} AND ${condition} AND query LIKE $1`,
      [`%${text}%`],
    );
    return found.length >= count;
  });
}
