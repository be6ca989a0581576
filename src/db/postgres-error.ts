/** What the driver tells of an error of the server, as far as we read it. */
export interface PostgresError {
  /** SQLSTATE, five characters. */
  readonly code: string;
  readonly constraint: string | undefined;
}

/** The server's own error in whatever TypeORM or the driver has thrown; null for anything else (network, bug). */
export function postgresError(error: unknown): PostgresError | null {
  const cause = driverErrorOf(error);
  if (typeof cause !== 'object' || cause === null) return null;
  const { code, constraint } = cause as { code?: unknown; constraint?: unknown };
  // At least one digit: EPIPE has five capitals too, and is no SQLSTATE.
  if (typeof code !== 'string' || !/^(?=.*\d)[0-9A-Z]{5}$/.test(code)) return null;
  return { code, constraint: typeof constraint === 'string' ? constraint : undefined };
}

/** What the driver threw, out of what TypeORM or `inTransaction` wrapped around it. */
function driverErrorOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'driverError' in error ? error.driverError : error;
}

/** Connection exceptions, and a server that is starting, stopping or out of connections. */
const UNREACHABLE = /^(08|57P0|53300)/;

/**
 * Whether PostgreSQL could not be reached, or the connection broke on the way: says nothing about the statement.
 * The driver reports a broken connection, and a server that is silent, without an SQLSTATE.
 */
export function isUnreachable(error: unknown): boolean {
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
