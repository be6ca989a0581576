import { expect } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { AskApi } from '../support/asking.js';
import { addLeads } from '../support/leads.js';
import { shareApi } from '../support/shared-api.js';

const test = shareApi();

const SORTS = ['id', '-id', 'createdAt', '-createdAt'] as const;

interface LeadPage {
  readonly items: readonly { readonly id: number }[];
  readonly nextCursor: string | null;
  readonly previousCursor: string | null;
}

const idsOf = ({ items }: LeadPage): number[] => items.map(({ id }) => id);

/** The same numbers at each run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

/** Some were made at one moment, some within one millisecond, and ids do not follow the times. */
const TIMES = [
  '2026-03-01T00:00:00.000002Z',
  '2026-03-01T00:00:00.000001Z',
  '2026-01-01T00:00:00Z',
  '2026-03-01T00:00:00.000002Z',
  '2026-02-01T12:00:00.123456Z',
  '1969-12-31T23:59:59.999999Z',
];

const timesOf = (count: number) => Array.from({ length: count }, (_, n) => ({ createdAt: TIMES[n % TIMES.length]! }));

async function inOrder(dataSource: DataSource, sort: string): Promise<number[]> {
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  const first = sort.endsWith('createdAt') ? `created_at ${direction},` : '';
  const rows = await dataSource.query<{ id: number }[]>(
    `SELECT id FROM leads WHERE business_id = 1 ORDER BY ${first} id ${direction}`,
  );
  return rows.map(({ id }) => id);
}

async function pageAt(ask: AskApi, query: string, cursor: string | null): Promise<LeadPage> {
  const at = cursor === null ? '' : `&cursor=${cursor}`;
  const { status, body, text } = await ask<LeadPage>(`/api/v1/leads?${query}${at}`);
  if (status !== 200) throw new Error(text);
  return body;
}

/** Follows the cursors of one side to the end, from a page on. */
async function follow(
  ask: AskApi,
  query: string,
  side: 'nextCursor' | 'previousCursor',
  from: LeadPage,
  meanwhile: (page: LeadPage) => Promise<unknown> = () => Promise.resolve(),
): Promise<LeadPage[]> {
  const pages = [from];
  for (;;) {
    const page = pages.at(-1)!;
    const cursor = page[side];
    if (cursor === null) return pages;
    if (pages.length > 100) throw new Error(`${query} has no end`);
    await meanwhile(page);
    pages.push(await pageAt(ask, query, cursor));
  }
}

test('leads come in each order, and the way back shows the very pages of the way forth', async ({
  ask,
  dataSource,
}) => {
  await addLeads(dataSource, 1, timesOf(23));
  await addLeads(dataSource, 2, timesOf(5));
  for (const sort of SORTS) {
    const expected = await inOrder(dataSource, sort);
    for (const limit of [1, 4, 23, 24]) {
      const query = `sort=${sort}&limit=${limit}`;
      const forth = await follow(ask, query, 'nextCursor', await pageAt(ask, query, null));
      expect([query, forth.flatMap(idsOf)]).toEqual([query, expected]);
      const back = await follow(ask, query, 'previousCursor', forth.at(-1)!);
      expect([query, back.reverse()]).toEqual([query, forth]);
    }
  }
});

test('leads that come and go meanwhile make no other lead appear twice or never', async ({ ask, dataSource }) => {
  const roll = dice(7);
  for (const sort of SORTS) {
    for (const side of ['nextCursor', 'previousCursor'] as const) {
      await dataSource.query('TRUNCATE leads CASCADE');
      const before = await addLeads(dataSource, 1, timesOf(40));
      const gone = new Set<number>();
      const change = async ({ items }: LeadPage): Promise<void> => {
        // The lead at the edge of the page goes, from which the cursor was made, and any two others.
        const edge = side === 'nextCursor' ? items.at(-1) : items[0];
        for (const id of [edge?.id, before[roll(40)], before[roll(40)]]) if (id !== undefined) gone.add(id);
        await dataSource.query('DELETE FROM leads WHERE id = ANY($1)', [[...gone]]);
        await addLeads(dataSource, 1, timesOf(roll(3)));
      };
      const query = `sort=${sort}&limit=3`;
      const first = await pageAt(ask, query, null);
      const start = side === 'nextCursor' ? first : (await follow(ask, query, 'nextCursor', first)).at(-1)!;
      const seen = (await follow(ask, query, side, start, change)).flatMap(idsOf);
      expect([query, side, seen.length]).toEqual([query, side, new Set(seen).size]);
      const stayed = before.filter((id) => !gone.has(id));
      expect([query, side, stayed.filter((id) => !seen.includes(id))]).toEqual([query, side, []]);
    }
  }
});

test('where everything beyond a page is gone, the page beyond is empty and leads back', async ({ ask, dataSource }) => {
  for (const sort of SORTS) {
    await dataSource.query('TRUNCATE leads CASCADE');
    await addLeads(dataSource, 1, timesOf(6));
    const order = await inOrder(dataSource, sort);
    const query = `sort=${sort}&limit=2`;
    const pages = await follow(ask, query, 'nextCursor', await pageAt(ask, query, null));
    const middle = pages[1]!;
    await dataSource.query('DELETE FROM leads WHERE NOT id = ANY($1)', [idsOf(middle)]);
    const before = await pageAt(ask, query, middle.previousCursor);
    expect([sort, before]).toMatchObject([
      sort,
      { items: [], previousCursor: null, count: { value: 2, isExact: true } },
    ]);
    expect([sort, idsOf(await pageAt(ask, query, before.nextCursor))]).toEqual([sort, order.slice(2, 4)]);
    const after = await pageAt(ask, query, middle.nextCursor);
    expect([sort, after]).toMatchObject([sort, { items: [], nextCursor: null }]);
    expect([sort, idsOf(await pageAt(ask, query, after.previousCursor))]).toEqual([sort, order.slice(2, 4)]);
  }
});
