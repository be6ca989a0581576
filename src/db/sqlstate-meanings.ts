import type { PassingCause } from '../operations/errors.js';

/** What an error of a statement says about the rows that the statement was to work on. */
export type ErrorMeaning =
  /** One of the rows may be at fault: the others can be done without it. */
  | 'row'
  /** The schema, a grant, the code or the server is at fault: trying again changes nothing. */
  | 'setup'
  /** None of these is known: it is tried again a few times. */
  | 'unclear'
  | PassingCause;

/**
 * Every class of PostgreSQL's errcodes.txt (its first two characters), and the codes that mean something else than their
 * class does, each with its reason. A class that is not here is one that PostgreSQL itself does not use: the application
 * has raised it.
 */
export const SQLSTATE_MEANINGS: Readonly<Record<ErrorMeaning, Readonly<Record<string, string>>>> = {
  row: {
    '22': 'a value of a row cannot be converted, computed or stored',
    '23': 'a row violates a constraint',
    P0: 'a trigger or function refuses a row (RAISE EXCEPTION)',
  },
  setup: {
    '0A': 'the statement asks for what this server cannot do',
    '42': 'a table, a column or a grant is missing, or the statement is wrong',
    '58': "the server's disk or operating system fails",
    XX: 'the server has a bug, or its data is damaged',
  },
  away: {
    '08': 'the connection broke, or was never made',
    '25006': 'the server takes no writes: a standby, or a failover under way',
    '28': 'the login was refused: no statement was sent, and a password may be changing',
    '3D': 'there is no such database: no statement was sent, and it may be restored just now',
    '53': 'the server has no disk space, memory or connection left',
    '57': 'the server starts, stops or ends the session',
  },
  locked: {
    '55P03': 'another session holds a lock (lock_timeout)',
  },
  slow: {
    '25P03': 'the session stood still (idle_in_transaction_session_timeout)',
    '25P04': 'the whole transaction took too long (transaction_timeout)',
    '57014': 'a statement took too long (statement_timeout), or was cancelled by hand',
  },
  conflict: {
    '40': 'a deadlock or a serialization failure: the transaction is to be run again',
    '55': 'an object is in use or not ready',
  },
  unclear: {
    '00': 'success: not an error at all',
    '01': 'a warning: not an error, unless somebody raises it as one',
    '02': 'no data: not an error, unless somebody raises it as one',
    '03': 'a statement is not complete: embedded SQL, which we do not use',
    '09': 'a triggered action failed: the standard has it, PostgreSQL never raises it',
    '0B': 'a transaction was begun in a state that allows none',
    '0F': 'a locator of a large object is wrong',
    '0L': 'somebody grants what he may not grant',
    '0P': 'a role is not one that can be taken on here',
    '0Z': 'a routine asks for diagnostics outside of its handler',
    '10': 'an XQuery is wrong',
    '20': 'a CASE of a routine has no branch for its value',
    '21': 'a subquery returned more rows than it may',
    '24': 'a cursor is in the wrong state',
    '25': 'the transaction is in the wrong state',
    '26': 'a prepared statement is not known to this connection',
    '27': 'a trigger has changed the row that was about to be changed',
    '2B': 'privileges depend on what was to be dropped',
    '2D': 'a transaction was ended where none may be ended',
    '2F': 'an SQL function failed',
    '34': 'there is no such cursor',
    '38': 'an external routine failed',
    '39': 'an external routine was called the wrong way',
    '3B': 'there is no such savepoint',
    '3F': 'there is no such schema',
    '44': 'WITH CHECK OPTION of a view refused a row',
    '54': 'a limit of the server is exceeded',
    '72': 'a snapshot is too old',
    F0: "the server's configuration file is wrong",
    HV: 'a foreign data wrapper failed',
  },
};

const BY_SQLSTATE = new Map(
  (Object.keys(SQLSTATE_MEANINGS) as ErrorMeaning[]).flatMap((meaning) =>
    Object.entries(SQLSTATE_MEANINGS[meaning]).map(([sqlState, because]) => [sqlState, { meaning, because }] as const),
  ),
);
const OF_THE_APPLICATION = {
  meaning: 'row',
  because: 'a trigger or function of the application refuses a row',
} as const;

/** @param sqlState five characters */
export function meaningOfSqlState(sqlState: string): { readonly meaning: ErrorMeaning; readonly because: string } {
  return BY_SQLSTATE.get(sqlState) ?? BY_SQLSTATE.get(sqlState.slice(0, 2)) ?? OF_THE_APPLICATION;
}

/** Whether the error says nothing about the rows and may be over soon. */
export function isPassing(meaning: ErrorMeaning): meaning is PassingCause {
  return meaning !== 'row' && meaning !== 'setup' && meaning !== 'unclear';
}
