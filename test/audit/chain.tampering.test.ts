import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { commitAudit } from '../../src/audit/append-audit.js';
import { auditEntry, checkChain, tamper } from '../support/audit.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { Business } from '../../src/db/business.js';

const ENTRIES = 8;

let database: TestDatabase;

/** A chain of business 1 with texts of every kind, one of business 2 beside it, and a copy of both to restore them from. */
beforeAll(async () => {
  database = await createTestDatabase();
  const { dataSource } = database;
  const texts = ['plain', '', 'ümläut 漢字 😀', `it's "quoted", \\ and\nbroken`, ' ', 'null', '0', '\u00a0'];
  await commitAudit(
    new Business(dataSource, 1),
    texts.map((target, index) =>
      auditEntry({ target, selection: index % 2 ? null : 'ids', count: index % 3 ? index * 1_000_003 : null }),
    ),
  );
  await commitAudit(new Business(dataSource, 2), [auditEntry(), auditEntry()]);
  await dataSource.query('CREATE TABLE log_copy AS TABLE audit_log; CREATE TABLE heads_copy AS TABLE audit_heads');
});

afterEach(() =>
  tamper(
    database.url,
    'TRUNCATE audit_log, audit_heads',
    'INSERT INTO audit_log TABLE log_copy',
    'INSERT INTO audit_heads TABLE heads_copy',
  ),
);

afterAll(() => database.drop());

async function headOf(dataSource: DataSource): Promise<string> {
  const [head] = await dataSource.query<{ hash: Buffer }[]>('SELECT hash FROM audit_heads WHERE business_id = 1');
  return head!.hash.toString('hex');
}

test('a chain nobody has touched is found good, with the hashes recomputed outside of the database', async () => {
  const { dataSource } = database;
  const report = await checkChain(dataSource);
  expect(report).toMatchObject({ entries: ENTRIES, faults: [], faultCount: 0, last: { seq: ENTRIES } });
  expect(report.last!.hash.toString('hex')).toBe(await headOf(dataSource));
  expect(await checkChain(dataSource, 2)).toMatchObject({ entries: 2, faults: [] });
  expect(await checkChain(dataSource, 3)).toMatchObject({ entries: 0, last: null, faults: [] });
});

describe('is detected, and nothing else is blamed:', () => {
  const swap = (a: number, b: number): string[] => [
    `UPDATE audit_log SET seq = 1000 WHERE business_id = 1 AND seq = ${a}`,
    `UPDATE audit_log SET seq = ${a} WHERE business_id = 1 AND seq = ${b}`,
    `UPDATE audit_log SET seq = ${b} WHERE business_id = 1 AND seq = 1000`,
  ];
  const changed = 'was changed: its hash is another';
  const loose = 'does not follow on the entry before it';
  const at = (seq: number, field: string): string =>
    `UPDATE audit_log SET ${field} WHERE business_id = 1 AND seq = ${seq}`;

  test.each([
    ...[
      ...["subject = 'operator-2'", "role = 'viewer'", "credential_kind = 'api_key'", "credential_id = 'other'"],
      ...["address = '10.0.0.1'", 'address = NULL', "request_id = 'other'", "action = 'operation.cancel'"],
      ...[
        "operation_type = 'x'",
        "target = ''",
        'target = NULL',
        "selection = 'all'",
        'count = coalesce(count, 0) + 1',
      ],
      ...["result = 'refused'", "reason = ''", "at = at + interval '1 microsecond'", 'id = gen_random_uuid()'],
    ].map((change): [string, string[], object[]] => [`${change}`, [at(4, change)], [{ seq: 4, what: changed }]]),
    [
      'an entry moved to another business',
      ['UPDATE audit_log SET business_id = 2, seq = 3 WHERE business_id = 1 AND seq = 8'],
      [{ seq: 8, what: 'the tail was cut off: the head says 8, the last entry is 7' }],
    ],
    [
      'a row missing in the middle',
      ['DELETE FROM audit_log WHERE business_id = 1 AND seq = 4'],
      [{ seq: 4, what: 'is missing' }],
    ],
    [
      'rows missing at the beginning',
      ['DELETE FROM audit_log WHERE business_id = 1 AND seq < 4'],
      [{ seq: 1, what: 'to 3 are missing' }],
    ],
    [
      'a tail cut off',
      ['DELETE FROM audit_log WHERE business_id = 1 AND seq > 5'],
      [{ seq: 6, what: 'the tail was cut off: the head says 8, the last entry is 5' }],
    ],
    [
      'every row gone',
      ['DELETE FROM audit_log WHERE business_id = 1'],
      [{ seq: 1, what: 'the tail was cut off: the head says 8, the last entry is 0' }],
    ],
    [
      'two rows swapped',
      swap(3, 4),
      [
        { seq: 3, what: loose },
        { seq: 3, what: changed },
        { seq: 4, what: loose },
        { seq: 4, what: changed },
        { seq: 5, what: loose },
      ],
    ],
    [
      'a row whose hash was made anew',
      [at(4, "subject = 'x', hash = sha256('x')")],
      [
        { seq: 4, what: changed },
        { seq: 5, what: loose },
      ],
    ],
    [
      'a head that was changed in its hash',
      ["UPDATE audit_heads SET hash = sha256('x') WHERE business_id = 1"],
      [{ seq: 8, what: 'is not what the head says: head and entry differ' }],
    ],
    [
      'a head that was set back',
      [
        'UPDATE audit_heads SET (seq, hash) = (SELECT seq, hash FROM audit_log WHERE business_id = 1 AND seq = 5) WHERE business_id = 1',
      ],
      [{ seq: 5, what: 'the head does not match: it says 5, the last entry is 8' }],
    ],
    [
      'a head that is gone',
      ['DELETE FROM audit_heads WHERE business_id = 1'],
      [{ seq: 8, what: 'the head is missing' }],
    ],
  ])('%s', async (_, statements, faults) => {
    const { dataSource, url } = database;
    await tamper(url, ...statements);
    expect((await checkChain(dataSource)).faults).toEqual(faults);
  });

  test('a tail cut off with the head set back to match, by a hash that was kept elsewhere', async () => {
    const { dataSource, url } = database;
    const anchors = new Map([[ENTRIES, await headOf(dataSource)]]);
    expect((await checkChain(dataSource, 1, anchors)).faults).toEqual([]);
    await tamper(
      url,
      'DELETE FROM audit_log WHERE business_id = 1 AND seq > 5',
      'UPDATE audit_heads SET (seq, hash) = (SELECT seq, hash FROM audit_log WHERE business_id = 1 AND seq = 5) WHERE business_id = 1',
    );
    // What the chain cannot know by itself.
    expect((await checkChain(dataSource)).faults).toEqual([]);
    expect((await checkChain(dataSource, 1, anchors)).faults).toEqual([
      { seq: 8, what: 'was anchored and is not there any more' },
    ]);
    // Written anew up to the anchored place, the entry there is another one.
    await commitAudit(new Business(dataSource, 1), [auditEntry(), auditEntry(), auditEntry()]);
    expect((await checkChain(dataSource)).faults).toEqual([]);
    expect((await checkChain(dataSource, 1, anchors)).faults).toEqual([
      { seq: 8, what: 'is not the entry that was anchored' },
    ]);
  });
});
