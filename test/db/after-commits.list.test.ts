import { expect, test } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { Business } from '../../src/db/business.js';
import { listAfterCommit } from '../../src/db/repositories/after-commits.js';
import { createRegistry, type RowsDefinition } from '../../src/operations/definition.js';
import { deleteLeadsBulk } from '../../src/operations/definitions/delete-leads-bulk.js';
import { doAfterCommits } from '../../src/upkeep/do-after-commits.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';

type AfterCommit = NonNullable<RowsDefinition['afterCommit']>;

const JOB = uuidV7();

interface List {
  /** One entry of this type, due now unless it is kept. */
  readonly add: (
    operationType: string,
    businessId: number,
    items: readonly unknown[],
    keepUntil?: string,
  ) => Promise<void>;
  /** One pass of a worker that knows the type `tell`. */
  readonly pass: (afterCommit: AfterCommit) => Promise<{ done: number; failed: unknown[] }>;
  readonly left: () => Promise<number>;
  readonly endClaims: () => Promise<void>;
}

function withList(work: (list: List) => Promise<void>): Promise<void> {
  return withDatabase(async (database: TestDatabase) => {
    const { dataSource } = database;
    const worker = await database.as('bulkgate_worker');
    await work({
      add: (operationType, businessId, items, keepUntil) =>
        new Business(worker, businessId).transaction((sql) =>
          listAfterCommit(
            sql,
            { businessId, jobId: JOB, operationType },
            { items, ...(keepUntil === undefined ? {} : { keepUntil }) },
          ),
        ),
      async pass(afterCommit) {
        const failed: unknown[] = [];
        const registry = createRegistry([{ ...deleteLeadsBulk, type: 'tell', afterCommit }]);
        const onFailed = (error: unknown, of: object) => failed.push([String(error), of]);
        const done = await doAfterCommits({ dataSource: worker, registry, onFailed }, new AbortController().signal);
        return { done, failed };
      },
      async left() {
        const [row] = await dataSource.query<{ left: number }[]>('SELECT count(*)::int AS left FROM after_commits');
        return row!.left;
      },
      endClaims: async () => void (await dataSource.query('UPDATE after_commits SET due_at = now()')),
    });
  });
}

test('each entry is done once, in its own business, with its items as they were', () =>
  withList(async ({ add, pass, left }) => {
    const items = ['a.pdf', { page: 2 }, null, 7];
    await add('tell', 1, items);
    await add('tell', 2, ['b.pdf']);
    const seen: unknown[] = [];
    const tell: AfterCommit = async (sql, { businessId, jobId, items: given }) => {
      const [row] = await sql.query<{ own: string }>(`SELECT current_setting('app.business_id') AS own`);
      seen.push([businessId, jobId, given, row!.own]);
    };
    expect(await pass(tell)).toEqual({ done: 2, failed: [] });
    expect(seen).toEqual([
      [1, JOB, items, '1'],
      [2, JOB, ['b.pdf'], '2'],
    ]);
    expect([await pass(tell), await left()]).toEqual([{ done: 0, failed: [] }, 0]);
  }));

test('what fails stays listed, is reported without its items, holds up no other, and is tried again when its claim is over', () =>
  withList(async ({ add, pass, left, endClaims }) => {
    await add('tell', 1, ['broken']);
    await add('tell', 1, ['good']);
    const fussy: AfterCommit = (_, { items }) =>
      items[0] === 'broken' ? Promise.reject(new Error('disk full')) : Promise.resolve();
    expect(await pass(fussy)).toEqual({
      ...{ done: 1, failed: [['Error: disk full', { businessId: 1, jobId: JOB, operationType: 'tell' }]] },
    });
    expect([await pass(fussy), await left()]).toEqual([{ done: 0, failed: [] }, 1]);
    await endClaims();
    expect([await pass(() => Promise.resolve()), await left()]).toEqual([{ done: 1, failed: [] }, 0]);
  }));

test('two workers at once do each entry once', () =>
  withList(async ({ add, pass, left }) => {
    for (let n = 0; n < 150; n++) await add('tell', 1, [n]);
    const seen: unknown[] = [];
    const tell: AfterCommit = (_, { items }) => Promise.resolve(void seen.push(items[0]));
    const passes = await Promise.all([pass(tell), pass(tell), pass(tell)]);
    expect(passes.reduce((sum, { done }) => sum + done, 0)).toBe(150);
    expect([new Set(seen).size, seen.length, await left()]).toEqual([150, 150, 0]);
  }));

test('entries of a type that this worker does not know, and those that are kept, are left', () =>
  withList(async ({ add, pass, left }) => {
    await add('of_a_newer_version', 1, ['a']);
    await add('tell', 1, ['b'], '2999-12-31');
    expect([await pass(() => Promise.resolve()), await left()]).toEqual([{ done: 0, failed: [] }, 2]);
  }));
