import { describe, expect, test } from '@jest/globals';
import { errorMeaning } from '../../src/db/postgres-error.js';
import { CommitFailed } from '../../src/db/transaction.js';
import { isPassing, meaningOfSqlState, SQLSTATE_MEANINGS } from '../../src/db/sqlstate-meanings.js';
import { TargetRefused } from '../../src/operations/errors.js';

/** Every class of PostgreSQL 18's errcodes.txt. */
const CLASSES_OF_POSTGRESQL = [
  ...['00', '01', '02', '03', '08', '09', '0A', '0B', '0F', '0L', '0P', '0Z', '10', '20', '21', '22', '23', '24', '25'],
  ...['26', '27', '28', '2B', '2D', '2F', '34', '38', '39', '3B', '3D', '3F', '40', '42', '44', '53', '54', '55', '57'],
  ...['58', '72', 'F0', 'HV', 'P0', 'XX'],
];

const CODES = {
  row: ['22001', '22P02', '23001', '23502', '23503', '23505', '23514', '23P01', 'P0000', 'P0001', 'P0002', 'P0004'],
  away: [
    '08000',
    '08006',
    '08P01',
    '25006',
    '28000',
    '28P01',
    '3D000',
    '53100',
    '53200',
    '53300',
    '57P01',
    '57P02',
    '57P03',
    '57P05',
  ],
  locked: ['55P03'],
  slow: ['57014', '25P03', '25P04'],
  conflict: ['40001', '40P01', '40003', '55000', '55006'],
  setup: ['42P01', '42703', '42501', '42601', '0A000', '58000', '58030', '58P01', 'XX000', 'XX001', 'XX002'],
  unclear: ['21000', '25001', '25P02', '26000', '27000', '38000', '39P01', '44000', '54000', '54001', 'F0000', 'HV000'],
} as const;

test('every class that PostgreSQL uses has one meaning, with a reason; codes of a class are there where they differ', () => {
  const rows = Object.entries(SQLSTATE_MEANINGS).flatMap(([meaning, reasons]) =>
    Object.entries(reasons).map(([sqlState, because]) => ({ sqlState, meaning, because })),
  );
  const keys = rows.map(({ sqlState }) => sqlState).sort();
  expect(keys.filter((key) => key.length === 2)).toEqual(CLASSES_OF_POSTGRESQL);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { sqlState, meaning, because } of rows) {
    expect({ sqlState, because }).toEqual({ sqlState, because: expect.stringMatching(/\w+ \w+/) });
    if (sqlState.length === 2) continue;
    expect(sqlState).toMatch(/^[0-9A-Z]{5}$/);
    expect([sqlState, meaning]).not.toEqual([sqlState, meaningOfSqlState(`${sqlState.slice(0, 2)}ZZZ`).meaning]);
  }
});

test.each(Object.entries(CODES))('%s', (meaning, codes) => {
  expect(codes.map((code) => [code, meaningOfSqlState(code).meaning])).toEqual(codes.map((code) => [code, meaning]));
});

test('a class that PostgreSQL does not use is a refusal by the application: a row may be at fault', () => {
  for (const code of ['AB001', 'Z0001', 'CRM01', '99999', 'U0000']) expect(meaningOfSqlState(code).meaning).toBe('row');
});

test('four meanings are passing', () => {
  expect(Object.keys(CODES).filter((meaning) => isPassing(meaning as keyof typeof CODES))).toEqual([
    ...['away', 'locked', 'slow', 'conflict'],
  ]);
});

describe('an error that is not, or not only, an SQLSTATE:', () => {
  const server = (code: string, table?: string): Error => Object.assign(new Error('from the server'), { code, table });

  test.each<[string, unknown, string]>([
    ['a refusal by the domain', new TargetRefused('kept'), 'row'],
    ['a connection that was refused', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'away'],
    ['a connection that broke', new Error('Connection terminated unexpectedly'), 'away'],
    ['a server that is silent', new Error('Query read timeout'), 'away'],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect'), 'away'],
    ['a bug', new TypeError('x is not a function'), 'unclear'],
    ['what is no error', 'text', 'unclear'],
    ['a COMMIT that a deferred constraint refused', new CommitFailed(server('23503', 'leads')), 'row'],
    ['a COMMIT whose answer was lost', new CommitFailed(new Error('Connection terminated')), 'away'],
    ['an error that TypeORM has wrapped', Object.assign(new Error(), { driverError: server('40P01') }), 'conflict'],
    ["a constraint of the targets' table", server('23514', 'leads'), 'row'],
    ['a constraint of the ledger', server('23505', 'job_batches'), 'setup'],
    ["a constraint of the job's row", server('23514', 'jobs'), 'setup'],
    ['a constraint of the failures', server('23503', 'job_failures'), 'setup'],
    ...['opt_outs', 'channel_events', 'channel_accounts'].map((table): [string, unknown, string] => [
      ...([`a constraint of ${table}`, server('23514', table), 'setup'] as const),
    ]),
  ])('%s', (_, error, meaning) => {
    expect(errorMeaning(error)).toBe(meaning);
  });
});
