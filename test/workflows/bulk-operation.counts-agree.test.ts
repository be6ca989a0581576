import { expect } from '@jest/globals';
import type { LeadFilter } from '../../src/operations/definitions/lead-targets.js';
import { type TestApi, withApi } from '../support/api.js';
import { leadsOf } from '../support/leads.js';
import { randomBy } from '../support/random-by.js';
import { share } from '../support/share.js';
import { testToken } from '../support/test-token.js';
import { test } from '@jest/globals';

const FILTERS = 200;
/** Each filter in a business of its own. */
const LEADS = 150;
const AT_ONCE = 8;
const SEED = 20_260_301;
const TYPE = 'delete_leads_bulk';

const withWorld = share<TestApi>((use) =>
  withApi({ policies: { [TYPE]: { confirmAbove: 0, batchSize: 10_000, throttleMs: 0 } } }, async (api) => {
    await api.startWorker();
    await use(api);
  }),
);

interface Lead {
  readonly id: number;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly status: string;
  readonly source: string;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly importId: number | null;
  readonly createdAt: string;
}

type Random = () => number;

const STATUSES = ['new', 'lost', 'won', 'a%b'];
const SOURCES = ['web', 'import', "o'hare"];
const OWNERS = ['dana', 'noor'];
const TAGS = ['vip', 'fair', 'a,b', '{}', '"'];
const PARTS = ['Ada', 'Grace', 'LOVE', 'hop_per', '100%', 'back\\slash', 'x.y', '5'];
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const momentOf = (random: Random): string =>
  new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 5_000)).toISOString();

function randomLead(random: Random, id: number): Lead {
  return {
    id,
    name: `${pick(random, PARTS)} ${pick(random, PARTS)}`,
    phone: random() < 0.3 ? null : `+49${Math.floor(random() * 1_000)}`,
    email: random() < 0.5 ? null : `${pick(random, PARTS)}@example.com`,
    status: pick(random, STATUSES),
    source: pick(random, SOURCES),
    owner: random() < 0.3 ? null : pick(random, OWNERS),
    tags: TAGS.filter(() => random() < 0.4),
    importId: random() < 0.3 ? null : 1 + Math.floor(random() * 4),
    createdAt: momentOf(random),
  };
}

function randomFilter(random: Random): LeadFilter {
  const isSet = (): boolean => random() < 0.35;
  const filter: LeadFilter = {
    ...(isSet() ? { status: pick(random, STATUSES) } : {}),
    ...(isSet() ? { source: pick(random, SOURCES) } : {}),
    ...(isSet() ? { owner: pick(random, OWNERS) } : {}),
    ...(isSet() ? { tag: pick(random, TAGS) } : {}),
    ...(isSet() ? { text: pick(random, [...PARTS, 'ada g', '%', '_', 'example', '+495', 'nobody']) } : {}),
    ...(isSet() ? { createdBefore: momentOf(random) } : {}),
    ...(isSet() ? { createdAfter: momentOf(random) } : {}),
    ...(isSet() ? { importId: 1 + Math.floor(random() * 5) } : {}),
  };
  return Object.keys(filter).length === 0 ? randomFilter(random) : filter;
}

/** What the filter means, told without SQL. */
function matches(lead: Lead, filter: LeadFilter): boolean {
  const has = (text: string | null): boolean =>
    text?.toLowerCase().includes((filter.text ?? '').toLowerCase()) ?? false;
  return (
    (filter.status ?? lead.status) === lead.status &&
    (filter.source ?? lead.source) === lead.source &&
    (filter.owner ?? lead.owner) === lead.owner &&
    (filter.tag === undefined || lead.tags.includes(filter.tag)) &&
    (filter.importId === undefined || filter.importId === lead.importId) &&
    (filter.createdBefore === undefined || lead.createdAt < filter.createdBefore) &&
    (filter.createdAfter === undefined || lead.createdAt > filter.createdAfter) &&
    (has(lead.name) || has(lead.phone) || has(lead.email))
  );
}

async function populate({ dataSource }: TestApi, businessId: number, leads: readonly Lead[]): Promise<void> {
  await dataSource.query(
    `INSERT INTO leads (id, business_id, name, phone, email, status, source, owner, tags, import_id, created_at)
     SELECT id, $1, name, phone, email, status, source, owner, tags, "importId", "createdAt"
       FROM jsonb_to_recordset($2::jsonb) AS lead (id bigint, name text, phone text, email text, status text, source text,
                                                   owner text, tags text[], "importId" bigint, "createdAt" timestamptz)`,
    [businessId, JSON.stringify(leads)],
  );
}

async function tryFilter(api: TestApi, no: number): Promise<void> {
  const random = randomBy(SEED + no);
  const leads = Array.from({ length: LEADS }, (_, n) => randomLead(random, no * LEADS + n));
  const filter = randomFilter(random);
  const matching = leads.filter((lead) => matches(lead, filter)).map(({ id }) => id);
  await populate(api, no, leads);

  const token = await testToken(no);
  const order = { type: TYPE, selection: { filter } };
  const query = new URLSearchParams(
    Object.entries(filter).map(([field, value]): [string, string] => [field, String(value)]),
  );
  const { body: list } = await api.ask(`/api/v1/leads?${query.toString()}`, { token });
  const { body: wouldBe } = await api.ask('/api/v1/jobs?dryRun=true', { token, body: order });
  const start = { ...order, expectedTotal: matching.length, reason: 'a random filter' };
  const { status, body: job } = await api.ask<{ id: string; code?: string }>('/api/v1/jobs', { token, body: start });
  expect({ no, filter, listed: list.count, wouldBe: wouldBe.count, status, code: job.code }).toEqual({
    ...{ no, filter, status: 202, code: undefined },
    listed: { value: matching.length, isExact: true },
    wouldBe: { value: matching.length, isExact: true },
  });
  const sample = (wouldBe.sample as { id: number }[]).map(({ id }) => id);
  expect({ no, filter, sample }).toEqual({ no, filter, sample: matching.slice(0, 10) });
  const { total, succeeded, skipped } = await api.finished(job.id);
  expect({ no, filter, total, succeeded, skipped }).toEqual({
    ...{ no, filter, skipped: 0 },
    ...{ total: matching.length, succeeded: matching.length },
  });
  const others = leads.map(({ id }) => id).filter((id) => !matching.includes(id));
  expect({ no, filter, left: await leadsOf(api, no) }).toEqual({ no, filter, left: others });
}

test(
  'for 200 random filters the list, the dry run and the job agree on the number, and what did not match is left',
  () =>
    withWorld(async (api) => {
      const numbers = Array.from({ length: FILTERS }, (_, n) => n + 1);
      const tryNext = async (): Promise<void> => {
        for (let no = numbers.shift(); no !== undefined; no = numbers.shift()) await tryFilter(api, no);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, tryNext));
    }),
  240_000,
);
