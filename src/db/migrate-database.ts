import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { MigrationExecutor } from 'typeorm';
import type { DatabaseSettings } from '../config/database.js';
import { openDataSource } from './data-source.js';
import type { DatabaseRole } from './roles.js';

/** Key of the advisory lock that lets one process migrate. Arbitrary, but the same in every version. */
const LOCK_KEY = 0x6d696772; // "migr"
/** How long a second process waits for the first one's migrations. */
const LOCK_WAIT_MS = 600_000;
const LOCK_POLL_MS = 200;
/** An index over a large table takes minutes; a lock that a long transaction holds is waited for, but not for ever. */
const TIMEOUTS_MS = {
  lock_timeout: 60_000,
  statement_timeout: 1_800_000,
  idle_in_transaction_session_timeout: 60_000,
  transaction_timeout: 0,
};

/** Of the roles that the programs log in as. */
type RolePasswords = Readonly<Partial<Record<DatabaseRole, string>>>;

/**
 * Runs the pending migrations (`up`), or takes the latest one back (`down`). Two processes at once are harmless: the
 * second one waits on an advisory lock and then finds nothing to do.
 *
 * @param passwords of the roles that the programs log in as; set after the migrations
 * @returns names of the migrations that were run, in their order
 * @throws the driver's error; migrations before the one that failed stay
 */
export async function migrateDatabase(
  database: Pick<DatabaseSettings, 'url' | 'tls'>,
  direction: 'up' | 'down',
  passwords: RolePasswords = {},
): Promise<string[]> {
  const guard = new pg.Client({
    connectionString: database.url,
    application_name: 'bulkgate-migrate',
    options: `-c lock_timeout=${LOCK_WAIT_MS} -c statement_timeout=${LOCK_WAIT_MS}`,
    ...(database.tls ? { ssl: database.tls } : {}),
  });
  // A cut connection is told by the next query; without a listener it would end the process.
  guard.on('error', () => undefined);
  await guard.connect();
  try {
    await takeLock(guard);
    const dataSource = await openDataSource(
      { ...database, poolSize: 2 },
      { applicationName: 'bulkgate-migrate', timeoutsMs: TIMEOUTS_MS },
    );
    try {
      if (direction === 'up') {
        const done = (await dataSource.runMigrations()).map(({ name }) => name);
        await allowLogins(guard, passwords);
        return done;
      }
      const executed = await new MigrationExecutor(dataSource).getExecutedMigrations();
      const latest = executed.sort((a, b) => b.timestamp - a.timestamp)[0];
      await dataSource.undoLastMigration();
      return latest === undefined ? [] : [latest.name];
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await guard.end();
  }
}

/**
 * In the session, not in a transaction: an open one would hold back the clean-up of the whole server. Asked for again and
 * again, and not waited for in one statement: a waiting statement has a snapshot, and an index that the other process
 * builds concurrently would wait for its end.
 */
async function takeLock(guard: pg.Client): Promise<void> {
  const deadlineMs = performance.now() + LOCK_WAIT_MS;
  for (;;) {
    const { rows } = await guard.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [LOCK_KEY]);
    if (rows[0]?.taken) return;
    if (performance.now() >= deadlineMs) throw new Error('another process has been migrating this database for long');
    await delay(LOCK_POLL_MS);
  }
}

/**
 * Lets roles of the programs log in with these passwords, so that each program logs in as its own role and has nothing
 * to fall back to. A role without a password stays as it is: its members may be logins of somebody's own.
 */
async function allowLogins(guard: pg.Client, passwords: RolePasswords): Promise<void> {
  for (const [role, password] of Object.entries(passwords)) {
    await guard.query(`ALTER ROLE ${guard.escapeIdentifier(role)} LOGIN PASSWORD ${guard.escapeLiteral(password)}`);
  }
}
