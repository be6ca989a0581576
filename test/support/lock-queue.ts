import pg from 'pg';
import { eventually } from './eventually.js';
import { type HeldLock, holdLock } from './locks.js';
import type { TestDatabase } from './test-database.js';

interface Server {
  readonly database: Pick<TestDatabase, 'dataSource' | 'url'>;
}

/** A session that holds a lock, and another program that waits for it. Nothing to do with any job. */
export interface LockQueue {
  /** Both end. A second time it does nothing. */
  letGo(): Promise<void>;
}

/** Waits until the waiting session is one that holds jobs: it has waited for over a second. */
export async function holdLockQueue({ database }: Server): Promise<LockQueue> {
  const { dataSource } = database;
  await dataSource.query('CREATE TABLE IF NOT EXISTS of_the_crm (id integer)');
  const lock: HeldLock = await holdLock(database, 'LOCK TABLE of_the_crm');
  const waiter = new pg.Client({ connectionString: database.url, application_name: 'the-crm' });
  await waiter.connect();
  let hasEnded = false;
  waiter.query('INSERT INTO of_the_crm VALUES (1)').catch(() => undefined);
  await eventually(async () => {
    const [load] = await dataSource.query<{ waits: number }[]>('SELECT lock_waits AS waits FROM server_load()');
    return load!.waits === 1;
  });
  return {
    async letGo() {
      if (hasEnded) return;
      hasEnded = true;
      await lock.letGo();
      await waiter.end();
    },
  };
}

/** Does the work while a session waits for a lock. */
export async function whileLockQueue<T>(system: Server, work: (queue: LockQueue) => Promise<T>): Promise<T> {
  const queue = await holdLockQueue(system);
  try {
    return await work(queue);
  } finally {
    await queue.letGo();
  }
}
