import pg from 'pg';
import { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import type { DatabaseSettings } from '../config/database.js';
import { LONGEST_TRANSACTION_SECONDS } from '../operations/policy.js';
import { shareConnections } from './connection-shares.js';
import { JobEntity } from './entities/job.entity.js';
import { migrations } from './migrations/index.js';
import type { DatabaseRole } from './roles.js';

/**
 * Time-outs of every transaction, set when a connection opens, so that no batch pays a round trip for them. All lie
 * under an activity's start-to-close (120 s). A pooler drops them: docs/operations.md says what to set there.
 */
const TIMEOUTS_MS: Readonly<Record<string, number>> = {
  lock_timeout: 5_000,
  statement_timeout: 30_000,
  idle_in_transaction_session_timeout: 10_000,
  transaction_timeout: LONGEST_TRANSACTION_SECONDS * 1000,
};
/** Of a statement that is a transaction by itself; the others say so. In PostgreSQL's own words: the space is escaped. */
const ISOLATION = { default_transaction_isolation: 'read\\ committed' };
/** The first version with `transaction_timeout`; an older server refuses a connection that names it. */
const HAS_TRANSACTION_TIMEOUT = 170_000;
/**
 * Above `statement_timeout`: a server that does not even say so is silent (frozen, cut off without a word). In pipeline
 * mode the driver destroys the connection then, so that nobody is handed a busy one.
 */
const SILENT_AFTER_MS = 5_000;
/** To a connection, the wait for a free one in the pool included: 200 clicks at once queue for 20 connections. */
const CONNECT_TIMEOUT_MS = 10_000;

const INT8_OID = 20;
const INT8_ARRAY_OID = 1016;

/**
 * bigint columns arrive as numbers: ids and counts beyond 2^53 are refused at the door (`z.int()`), so nothing is lost.
 * Set for our own connections only, not for everybody who shares the driver.
 */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (oid === INT8_OID) return Number;
    if (oid === INT8_ARRAY_OID) return parseInt8Array;
    return pg.types.getTypeParser(oid, format);
  },
};

/** `{1,2,3}` as numbers. The driver's own parser walks character by character: 4 ms for 5,000 ids against 0.4 ms. */
function parseInt8Array(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number);
}

/** A worker's settings for the connections of its chunks of messages. A message mostly waits for its provider, without a connection. */
export function forMessages({ database, worker }: Pick<Config, 'database' | 'worker'>): DatabaseSettings {
  return { ...database, poolSize: Math.max(2, Math.ceil(worker.maxMessageChunks / 2)) };
}

export interface DataSourceOptions {
  readonly applicationName: string;
  /** The role that every connection takes on; without it, the one that logs in: migrations run as the owner. */
  readonly role?: DatabaseRole;
  /** Overrides the time-outs above, in milliseconds: migrations wait longer. */
  readonly timeoutsMs?: Readonly<Record<string, number>>;
}

/**
 * Opens a pool on PostgreSQL. The server is asked its version once, because `transaction_timeout` exists from 17 on.
 *
 * @throws Error of the driver when the server cannot be reached
 */
export async function openDataSource(
  database: Pick<DatabaseSettings, 'url' | 'poolSize' | 'tls'>,
  options: DataSourceOptions,
): Promise<DataSource> {
  const connection = {
    connectionString: database.url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...(database.tls ? { ssl: database.tls } : {}),
  };
  const version = await serverVersion(connection);
  const timeouts: Record<string, number> = { ...TIMEOUTS_MS, ...options.timeoutsMs };
  if (version < HAS_TRANSACTION_TIMEOUT) delete timeouts.transaction_timeout;
  const dataSource = new DataSource({
    type: 'postgres',
    url: database.url,
    ...(database.tls ? { ssl: database.tls } : {}),
    applicationName: options.applicationName,
    poolSize: database.poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    synchronize: false,
    entities: [JobEntity],
    migrations,
    migrationsTransactionMode: 'each',
    // A connection cut while idle is an event of the pool, not a crash of the process; the next query says so.
    poolErrorHandler: () => undefined,
    extra: {
      types,
      keepAlive: true,
      // Statements are written without waiting for the answer to the one before: `inTransaction` says what for.
      pipeline: true,
      query_timeout: timeouts.statement_timeout! + SILENT_AFTER_MS,
      options: Object.entries({ ...timeouts, ...ISOLATION, ...(options.role ? { role: options.role } : {}) })
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' '),
    },
  });
  // What belongs to no business at all (migrations, commands) has the pool to itself.
  if (options.role) {
    shareConnections(dataSource, database.poolSize, { hasEventStreams: options.role === 'bulkgate_api' });
  }
  return dataSource.initialize();
}

async function serverVersion(connection: pg.ClientConfig): Promise<number> {
  const probe = new pg.Client({ ...connection, query_timeout: CONNECT_TIMEOUT_MS });
  // A server that goes down while it is asked: without a listener the event would end the process.
  probe.on('error', () => undefined);
  try {
    await probe.connect();
    const { rows } = await probe.query<{ server_version_num: string }>('SHOW server_version_num');
    return Number(rows[0]?.server_version_num);
  } finally {
    await probe.end().catch(() => undefined);
  }
}
