import { expect } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { leadListQuery, leadPage } from '../../src/api/leads/lead-listing.js';
import { addLeads, addManyLeads } from '../support/leads.js';
import { shareApi } from '../support/shared-api.js';

const test = shareApi();

interface Counted {
  readonly items: readonly object[];
  readonly count: { readonly value: number; readonly isExact: boolean } | null;
}

interface Person {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly status: string;
  readonly source: string;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly importId: number | null;
  readonly createdAt: string;
}

const pick = <T>(from: readonly T[], n: number): T => from[n % from.length]!;

/** Each field goes round at a speed of its own, so that all combinations come. */
const PEOPLE: readonly Person[] = Array.from({ length: 420 }, (_, n) => ({
  name: `${pick(['Ada', 'Ben', 'Carla'], n)} ${pick(['Berg', 'Lind 100%', 'O_Hara', 'Adabe'], n >> 1)}`,
  phone: `+49170${n}`,
  email: `${n}@${pick(['ada.example', 'example.org'], n >> 3)}`,
  status: pick(['new', 'new', 'lost', 'won'], n >> 2),
  source: pick(['web', 'import', 'fair'], n >> 1),
  owner: pick(['dana', 'noor', null], n >> 3),
  tags: pick([[], ['vip'], ['vip', 'fair']], n),
  importId: n % 5 === 0 ? pick([7, 8], n >> 4) : null,
  createdAt: `2026-0${1 + (n % 7)}-15T12:00:00.000Z`,
}));

/** What a query may ask for, with the same in plain words. */
const CONDITIONS: Readonly<Record<string, (value: string, person: Person) => boolean>> = {
  status: (value, { status }) => status === value,
  source: (value, { source }) => source === value,
  owner: (value, { owner }) => owner === value,
  tag: (value, { tags }) => tags.includes(value),
  importId: (value, { importId }) => String(importId) === value,
  createdAfter: (value, { createdAt }) => createdAt > value,
  createdBefore: (value, { createdAt }) => createdAt < value,
  text: (value, { name, phone, email }) =>
    [name, phone, email].some((text) => text.toLowerCase().includes(value.toLowerCase())),
};
const VALUES: Readonly<Record<string, readonly string[]>> = {
  status: ['new', 'lost', 'won', 'unheard of'],
  source: ['web', 'import', 'fair', 'unheard of'],
  owner: ['dana', 'noor', 'dan'],
  tag: ['vip', 'fair', 'vi'],
  importId: ['7', '8', '9'],
  createdAfter: ['2026-02-15T12:00:00.000Z', '2026-05-01T00:00:00.000Z'],
  createdBefore: ['2026-06-15T12:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  text: ['ADA', 'be', '%', 'o_h', '4917012', 'example.org', 'nobody'],
};

/** A filter of up to three fields, another one for each number. */
function filterOf(n: number): Record<string, string> {
  const fields = Object.keys(VALUES);
  return Object.fromEntries(
    [n, n * 5 + 1, n * 7 + 3].slice(0, n % 4).map((at, no) => {
      const field = pick(fields, at);
      return [field, pick(VALUES[field]!, (n >> 1) + no)];
    }),
  );
}

test('a count is the number of leads of the business that match, whatever the filter, the sort and the page', async (api) => {
  for (const businessId of [1, 2]) await addLeads(api.dataSource, businessId, PEOPLE);
  await addLeads(api.dataSource, 2, PEOPLE.slice(0, 50));
  for (let n = 0; n < 120; n++) {
    const filter = filterOf(n);
    const matching = PEOPLE.filter((person) =>
      Object.entries(filter).every(([field, value]) => CONDITIONS[field]!(value, person)),
    ).length;
    const query = new URLSearchParams({
      ...filter,
      sort: pick(['id', '-id', 'createdAt', '-createdAt'], n),
      limit: '30',
    });
    const first = await api.ask<Counted & { nextCursor: string | null }>(`/api/v1/leads?${query.toString()}`);
    const expected = { value: matching, isExact: true };
    expect([filter, first.body.items.length, first.body.count]).toEqual([filter, Math.min(30, matching), expected]);
    if (first.body.nextCursor === null) continue;
    query.set('cursor', first.body.nextCursor);
    const second = await api.ask<Counted>(`/api/v1/leads?${query.toString()}`);
    expect([filter, second.body.count]).toEqual([filter, expected]);
  }
});

test('10,000 leads are counted exactly, one more is more than 10,000, and who asks for no count gets none', async (api) => {
  await addManyLeads(api.dataSource, 2, 1);
  await addManyLeads(api.dataSource, 1, 10_000);
  const count = async (query: string) => (await api.ask<Counted>(`/api/v1/leads?limit=1&${query}`)).body.count;
  for (const query of ['', 'status=new', 'text=lead', 'text=%2B4917']) {
    expect([query, await count(query)]).toEqual([query, { value: 10_000, isExact: true }]);
  }
  await addManyLeads(api.dataSource, 1, 1);
  for (const query of ['', 'status=new', 'text=lead', 'text=%2B4917', 'withCount=true']) {
    expect([query, await count(query)]).toEqual([query, { value: 10_000, isExact: false }]);
  }
  expect(await count('withCount=false')).toBeNull();
});

test('a count that would take too long leaves the page as it is, and says that there are more than were seen', async (api) => {
  const { dataSource, database } = api;
  await addManyLeads(dataSource, 1, 3_000);
  await dataSource.query('VACUUM ANALYZE leads');
  // The page is read without meeting the leads that the count waits for.
  await dataSource.query(`
    CREATE POLICY slow ON leads AS RESTRICTIVE TO bulkgate_api
      USING (CASE WHEN id < 1000 THEN TRUE ELSE pg_sleep(60) IS NOT NULL END)`);
  try {
    const patience = { timeoutMs: 3_000, gone: new AbortController().signal };
    const business = new Business(await database.as('bulkgate_api'), 1, patience);
    const page = await leadPage(business, leadListQuery.parse({ limit: '20' }));
    expect([page.items.length, page.count]).toEqual([20, { value: 20, isExact: false }]);
    expect(page.nextCursor).not.toBeNull();
  } finally {
    await dataSource.query('DROP POLICY slow ON leads');
  }
});
