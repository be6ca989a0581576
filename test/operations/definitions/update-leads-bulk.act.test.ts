import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { inTransaction } from '../../../src/db/transaction.js';
import { operationRegistry } from '../../../src/operations/definitions/index.js';
import { updateLeadsBulk } from '../../../src/operations/definitions/update-leads-bulk.js';
import { TargetIds } from '../../../src/operations/target-ids.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const JOB = '01890000-0000-7000-8000-000000000000';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.dataSource.query('TRUNCATE leads CASCADE'));

/** As `id, business, status, owner, source, tags`. */
async function addLeads(...leads: (readonly unknown[])[]): Promise<void> {
  for (const lead of leads) {
    await database.dataSource.query(
      `INSERT INTO leads (id, business_id, name, status, owner, source, tags) VALUES ($1, $2, 'A lead', $3, $4, $5, $6)`,
      [...lead],
    );
  }
}

const act = (ids: readonly number[], changes: Parameters<typeof updateLeadsBulk.act>[2]) =>
  inTransaction(database.dataSource, (sql) =>
    updateLeadsBulk.act(sql, { businessId: 1, jobId: JOB, ids: TargetIds.of(ids), archiveExpiresOn: null }, changes),
  );

interface Lead {
  readonly id: number;
}

const leads = (columns: string) =>
  database.dataSource.query<Lead[]>(`SELECT id, ${columns} FROM leads ORDER BY business_id, id`);

test('it changes what it is told and nothing else, of the given leads of its business', async () => {
  await addLeads(
    [1, 1, 'new', null, 'manual', ['vip', 'old', 'north']],
    [2, 1, 'open', 'dana', 'import', []],
    [3, 1, 'new', null, 'manual', []],
    [4, 2, 'new', null, 'manual', ['old']],
  );
  const untouched = await leads('leads');
  const changes = { status: 'lost', owner: 'noam', tags: { add: ['vip', 'spring', 'cold'], remove: ['old'] } };
  expect(await act([1, 2, 4, 999], changes)).toEqual({ done: 2, refused: [] });
  expect((await leads('status, owner, source, tags')).slice(0, 2)).toEqual([
    { id: 1, status: 'lost', owner: 'noam', source: 'manual', tags: ['vip', 'north', 'spring', 'cold'] },
    { id: 2, status: 'lost', owner: 'noam', source: 'import', tags: ['vip', 'spring', 'cold'] },
  ]);
  expect((await leads('leads')).slice(2)).toEqual(untouched.slice(2));
});

test('a lead that already matches counts as done and is not written', async () => {
  await addLeads([1, 1, 'lost', null, 'manual', ['vip']], [2, 1, 'new', null, 'manual', ['vip']]);
  const before = await leads('ctid, xmin, updated_in');
  expect(await act([1, 2], { status: 'lost' })).toEqual({ done: 2, refused: [] });
  const after = await leads('ctid, xmin, updated_in');
  expect(after[0]).toEqual(before[0]);
  expect(after[1]).not.toEqual(before[1]);
  expect(await act([1, 2], { tags: { add: ['vip'], remove: ['old'] } })).toEqual({ done: 2, refused: [] });
  expect(await act([1, 2], { status: 'lost', source: 'manual' })).toEqual({ done: 2, refused: [] });
  expect(await leads('ctid, xmin, updated_in')).toEqual(after);
});

test('a lead that would have more tags than one may have is refused, and the others are done', async () => {
  const twenty = Array.from({ length: 20 }, (_, n) => `tag ${n}`);
  await addLeads([1, 1, 'new', null, 'manual', twenty], [2, 1, 'new', null, 'manual', []]);
  expect(await act([1, 2], { status: 'lost', tags: { add: ['vip'] } })).toEqual({
    ...{ done: 1, refused: [{ targetId: 1, code: 'too_many_tags' }] },
  });
  expect(await leads('status, tags')).toEqual([
    { id: 1, status: 'new', tags: twenty },
    { id: 2, status: 'lost', tags: ['vip'] },
  ]);
  const swapped = { tags: { add: ['vip'], remove: ['tag 3'] } };
  expect(await act([1], swapped)).toEqual({ done: 1, refused: [] });
});

test('each column can be changed alone', async () => {
  const lead = { id: 1, status: 'new', owner: 'dana', source: 'manual', tags: ['old'] };
  for (const [changes, changed] of [
    [{ status: 'lost' }, { status: 'lost' }],
    [{ owner: 'noam' }, { owner: 'noam' }],
    [{ owner: null }, { owner: null }],
    [{ source: 'fair' }, { source: 'fair' }],
    [{ tags: { add: ['vip'] } }, { tags: ['old', 'vip'] }],
    [{ tags: { remove: ['old'] } }, { tags: [] }],
  ] as const) {
    await database.dataSource.query('TRUNCATE leads CASCADE');
    await addLeads([1, 1, lead.status, lead.owner, lead.source, lead.tags]);
    expect(await act([1], changes as Parameters<typeof act>[1])).toEqual({ done: 1, refused: [] });
    expect(await leads('status, owner, source, tags')).toEqual([{ ...lead, ...changed }]);
  }
});

test('the product knows it by its type, with the lock and the sizes of its policy', () => {
  const known = operationRegistry.get('update_leads_bulk');
  expect(known).toBe(updateLeadsBulk);
  expect(known!.policy).toMatchObject({
    lockTtlSeconds: 1_800,
    batchSize: 50,
    throttleMs: 200,
    maxRuntimeSeconds: 300,
  });
});

test.each([
  [{}, ['']],
  [{ colour: 'red' }, ['']],
  [{ status: '' }, ['status']],
  [{ status: ' \u200b' }, ['status']],
  [{ status: 'two\nlines' }, ['status']],
  [{ status: 'x'.repeat(51) }, ['status']],
  [{ status: null }, ['status']],
  [{ owner: 7 }, ['owner']],
  [{ owner: 'x'.repeat(101) }, ['owner']],
  [{ owner: '' }, ['owner']],
  [{ source: null }, ['source']],
  [{ source: '\u202eabc' }, ['source']],
  [{ tags: {} }, ['tags']],
  [{ tags: ['vip'] }, ['tags']],
  [{ tags: { add: [] } }, ['tags.add']],
  [{ tags: { add: 'vip' } }, ['tags.add']],
  [{ tags: { add: ['vip', ''] } }, ['tags.add.1']],
  [{ tags: { add: Array.from({ length: 21 }, (_, n) => `tag ${n}`) } }, ['tags.add']],
  [{ tags: { add: ['a', 'vip'], remove: ['b', ' vip '] } }, ['tags.remove.1']],
])('it refuses the parameters %j', (parameters, paths) => {
  const { error } = updateLeadsBulk.parameters.safeParse(parameters);
  expect([...new Set(error?.issues.map(({ path }) => path.join('.')))]).toEqual(paths);
});

test('it keeps texts without the space around them, each tag once, and accepts what it has made', () => {
  const made = { status: 'lost', tags: { add: ['vip', 'cold'] } };
  const given = { status: ' lost ', tags: { add: ['vip', ' vip', 'cold'] } };
  for (const parameters of [given, made]) expect(updateLeadsBulk.parameters.parse(parameters)).toEqual(made);
});
