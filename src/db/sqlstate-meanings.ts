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

interface SqlStateMeaning {
  /** A class (its first two characters), or one SQLSTATE that means something else than its class does. */
  readonly sqlState: string;
  readonly meaning: ErrorMeaning;
  readonly because: string;
}

/**
 * Every class of PostgreSQL's errcodes.txt, and the codes in it that differ from their class. A class that is not here is
 * one that PostgreSQL itself does not use: the application has raised it.
 */
export const SQLSTATE_MEANINGS: readonly SqlStateMeaning[] = [
  { sqlState: '00', meaning: 'unclear', because: 'success: not an error at all' },
  { sqlState: '01', meaning: 'unclear', because: 'a warning: not an error, unless somebody raises it as one' },
  { sqlState: '02', meaning: 'unclear', because: 'no data: not an error, unless somebody raises it as one' },
  { sqlState: '03', meaning: 'unclear', because: 'a statement is not complete: embedded SQL, which we do not use' },
  { sqlState: '08', meaning: 'away', because: 'the connection broke, or was never made' },
  {
    sqlState: '09',
    meaning: 'unclear',
    because: 'a triggered action failed: the standard has it, PostgreSQL never raises it',
  },
  { sqlState: '0A', meaning: 'setup', because: 'the statement asks for what this server cannot do' },
  { sqlState: '0B', meaning: 'unclear', because: 'a transaction was begun in a state that allows none' },
  { sqlState: '0F', meaning: 'unclear', because: 'a locator of a large object is wrong' },
  { sqlState: '0L', meaning: 'unclear', because: 'somebody grants what he may not grant' },
  { sqlState: '0P', meaning: 'unclear', because: 'a role is not one that can be taken on here' },
  { sqlState: '0Z', meaning: 'unclear', because: 'a routine asks for diagnostics outside of its handler' },
  { sqlState: '10', meaning: 'unclear', because: 'an XQuery is wrong' },
  { sqlState: '20', meaning: 'unclear', because: 'a CASE of a routine has no branch for its value' },
  { sqlState: '21', meaning: 'unclear', because: 'a subquery returned more rows than it may' },
  { sqlState: '22', meaning: 'row', because: 'a value of a row cannot be converted, computed or stored' },
  { sqlState: '23', meaning: 'row', because: 'a row violates a constraint' },
  { sqlState: '24', meaning: 'unclear', because: 'a cursor is in the wrong state' },
  { sqlState: '25', meaning: 'unclear', because: 'the transaction is in the wrong state' },
  { sqlState: '25006', meaning: 'away', because: 'the server takes no writes: a standby, or a failover under way' },
  { sqlState: '25P03', meaning: 'slow', because: 'the session stood still (idle_in_transaction_session_timeout)' },
  { sqlState: '25P04', meaning: 'slow', because: 'the whole transaction took too long (transaction_timeout)' },
  { sqlState: '26', meaning: 'unclear', because: 'a prepared statement is not known to this connection' },
  { sqlState: '27', meaning: 'unclear', because: 'a trigger has changed the row that was about to be changed' },
  {
    sqlState: '28',
    meaning: 'away',
    because: 'the login was refused: no statement was sent, and a password may be changing',
  },
  { sqlState: '2B', meaning: 'unclear', because: 'privileges depend on what was to be dropped' },
  { sqlState: '2D', meaning: 'unclear', because: 'a transaction was ended where none may be ended' },
  { sqlState: '2F', meaning: 'unclear', because: 'an SQL function failed' },
  { sqlState: '34', meaning: 'unclear', because: 'there is no such cursor' },
  { sqlState: '38', meaning: 'unclear', because: 'an external routine failed' },
  { sqlState: '39', meaning: 'unclear', because: 'an external routine was called the wrong way' },
  { sqlState: '3B', meaning: 'unclear', because: 'there is no such savepoint' },
  {
    sqlState: '3D',
    meaning: 'away',
    because: 'there is no such database: no statement was sent, and it may be restored just now',
  },
  { sqlState: '3F', meaning: 'unclear', because: 'there is no such schema' },
  {
    sqlState: '40',
    meaning: 'conflict',
    because: 'a deadlock or a serialization failure: the transaction is to be run again',
  },
  { sqlState: '42', meaning: 'setup', because: 'a table, a column or a grant is missing, or the statement is wrong' },
  { sqlState: '44', meaning: 'unclear', because: 'WITH CHECK OPTION of a view refused a row' },
  { sqlState: '53', meaning: 'away', because: 'the server has no disk space, memory or connection left' },
  { sqlState: '54', meaning: 'unclear', because: 'a limit of the server is exceeded' },
  { sqlState: '55', meaning: 'conflict', because: 'an object is in use or not ready' },
  { sqlState: '55P03', meaning: 'locked', because: 'another session holds a lock (lock_timeout)' },
  { sqlState: '57', meaning: 'away', because: 'the server starts, stops or ends the session' },
  {
    sqlState: '57014',
    meaning: 'slow',
    because: 'a statement took too long (statement_timeout), or was cancelled by hand',
  },
  { sqlState: '58', meaning: 'setup', because: "the server's disk or operating system fails" },
  { sqlState: '72', meaning: 'unclear', because: 'a snapshot is too old' },
  { sqlState: 'F0', meaning: 'unclear', because: "the server's configuration file is wrong" },
  { sqlState: 'HV', meaning: 'unclear', because: 'a foreign data wrapper failed' },
  { sqlState: 'P0', meaning: 'row', because: 'a trigger or function refuses a row (RAISE EXCEPTION)' },
  { sqlState: 'XX', meaning: 'setup', because: 'the server has a bug, or its data is damaged' },
];

const BY_SQLSTATE = new Map(SQLSTATE_MEANINGS.map((row) => [row.sqlState, row]));

/** @param sqlState five characters */
export function meaningOfSqlState(sqlState: string): Pick<SqlStateMeaning, 'meaning' | 'because'> {
  return BY_SQLSTATE.get(sqlState) ?? BY_SQLSTATE.get(sqlState.slice(0, 2)) ?? OF_THE_APPLICATION;
}

const OF_THE_APPLICATION = {
  meaning: 'row',
  because: 'a trigger or function of the application refuses a row',
} as const;

/** Whether the error says nothing about the rows and may be over soon. */
export function isPassing(meaning: ErrorMeaning): meaning is PassingCause {
  return meaning !== 'row' && meaning !== 'setup' && meaning !== 'unclear';
}
