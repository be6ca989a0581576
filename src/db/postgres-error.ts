import { TargetRefused } from '../operations/errors.js';
import { type ErrorMeaning, meaningOfSqlState } from './sqlstate-meanings.js';
import { DatabaseBusy } from './connection-shares.js';

/** What the driver tells of an error of the server, as far as we read it. */
export interface PostgresError {
  /** SQLSTATE, five characters. */
  readonly code: string;
  readonly constraint: string | undefined;
  /** The table whose constraint was violated. */
  readonly table: string | undefined;
}

/** The server's own error in whatever TypeORM or the driver has thrown; null for anything else (network, bug). */
export function postgresError(error: unknown): PostgresError | null {
  const cause = driverErrorOf(error);
  if (typeof cause !== 'object' || cause === null) return null;
  const { code, constraint, table } = cause as { code?: unknown; constraint?: unknown; table?: unknown };
  // At least one digit: EPIPE has five capitals too, and is no SQLSTATE.
  if (typeof code !== 'string' || !/^(?=.*\d)[0-9A-Z]{5}$/.test(code)) return null;
  return {
    code,
    constraint: typeof constraint === 'string' ? constraint : undefined,
    table: typeof table === 'string' ? table : undefined,
  };
}

/** Tables that hold no targets: a constraint of theirs says that we are wrong, not a row. */
const TABLES_OF_OURS: ReadonlySet<string> = new Set([
  ...['jobs', 'job_batches', 'job_failures', 'staged_selections', 'staged_ids', 'idempotency_keys'],
  ...['api_keys', 'sessions', 'audit_log', 'audit_heads'],
  ...['imports', 'staged_import_rows', 'import_failed_rows'],
  ...['after_commits', 'outbox', 'message_days'],
  ...['channel_accounts', 'channel_events', 'opt_outs'],
]);

/** What an error says about the rows that its statement was to work on; also of errors that are not the server's. */
export function errorMeaning(error: unknown): ErrorMeaning {
  if (error instanceof TargetRefused) return 'row';
  const server = postgresError(error);
  if (server) return isConstraintOfOurs(server) ? 'setup' : meaningOfSqlState(server.code).meaning;
  // What is left without an SQLSTATE is a bug, ours or the driver's.
  return isUnreachable(error) ? 'away' : 'unclear';
}

function isConstraintOfOurs({ code, table }: PostgresError): boolean {
  return code.startsWith('23') && table !== undefined && TABLES_OF_OURS.has(table);
}

/** What the driver threw, out of what TypeORM or `inTransaction` wrapped around it. */
function driverErrorOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'driverError' in error ? error.driverError : error;
}

/** Connection exceptions, and a server that is starting, stopping or out of connections. */
const UNREACHABLE = /^(08|57P0|53300)/;

/**
 * Whether PostgreSQL could not be reached, no connection was to be had, or it broke on the way: says nothing about the
 * statement.
 * The driver reports a broken connection, and a server that is silent, without an SQLSTATE.
 */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof DatabaseBusy) return true;
  const server = postgresError(error);
  if (server) return UNREACHABLE.test(server.code);
  const cause = driverErrorOf(error);
  if (!(cause instanceof Error)) return false;
  const { code } = cause as { code?: unknown };
  if (typeof code === 'string' && /^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/.test(code)) {
    return true;
  }
  return /connection terminated|timeout exceeded when trying to connect|connection ended|not queryable|Client was closed|query read timeout/i.test(
    cause.message,
  );
}

/** SQLSTATE of a write to a server that takes none. */
export const READ_ONLY = '25006';
/** SQLSTATE of a statement that met `lock_timeout`. */
export const LOCK_NOT_AVAILABLE = '55P03';
/** SQLSTATE of a statement that met `statement_timeout`. */
export const QUERY_CANCELED = '57014';

/**
 * The error in words that may be stored and shown: SQLSTATE and constraint name, else the class of the error. Messages
 * and details of the server quote row data, so they never leave the process.
 */
export function describeError(error: unknown): string {
  const server = postgresError(error);
  if (server) return `SQLSTATE ${server.code}${server.constraint ? ` (constraint ${server.constraint})` : ''}`;
  if (isUnreachable(error)) return 'PostgreSQL cannot be reached';
  return error instanceof Error ? error.name : 'unknown error';
}

/** The same, with what the SQLSTATE means: for people who have to do something about it. */
export function explainError(error: unknown): string {
  const server = postgresError(error);
  if (!server) return describeError(error);
  const because = isConstraintOfOurs(server)
    ? `a constraint of our own table ${server.table}`
    : meaningOfSqlState(server.code).because;
  return `${describeError(error)}: ${because}`;
}
