import { z } from 'zod';
import { type Business, ReadTooSlow } from '../../db/business.js';
import { LEAD_SORTS } from '../../db/repositories/lead-order.js';
import { type LeadRow, LeadSearch } from '../../db/repositories/lead-reads.js';
import { type Count, countUpTo } from '../../operations/count.js';
import { type LeadFilter, leadFilterSchema } from '../../operations/definitions/lead-targets.js';
import { limitField } from '../paging.js';
import { severalOf } from '../several-of.js';
import {
  ID_PART,
  isOfItsSort,
  MOMENT_PART,
  OF_ANOTHER_SORT,
  sortedCursorField,
  type SortedPage,
  sortedPage,
} from '../sorted-paging.js';

/** More are not counted: a person who reads "more than 10,000" looks for another filter. */
const MAX_COUNT = 10_000;

/** An address of 200 ids is shorter than 5 kB, which proxies take. */
const MOST_IDS = 200;

/** Ids in a query string are text. */
const idText = z.string().regex(/^[1-9]\d{0,15}$/, { error: 'must be a positive integer' });

const leadIdText = z.string().regex(/^[1-9][0-9]{0,14}$/, { error: 'must be the id of a lead' });

export const leadSortSchema = z
  .enum(LEAD_SORTS, { error: `must be one of ${LEAD_SORTS.join(', ')}` })
  .meta({ id: 'LeadSort' });

/** The fields of `selection.filter`, as query strings, and paging. */
export const leadListQuery = leadFilterSchema
  .extend({
    importId: idText
      .transform(Number)
      .pipe(z.int().positive())
      .optional()
      .meta({ query: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } }),
    ids: severalOf(leadIdText.transform(Number), MOST_IDS).describe(
      'Of these leads alone, those that match the filter',
    ),
    sort: leadSortSchema.default('id').describe('`-` is descending; the id breaks ties'),
    limit: limitField,
    cursor: sortedCursorField({ id: [ID_PART], createdAt: [MOMENT_PART, ID_PART] }),
    withCount: z
      .enum(['true', 'false'], { error: 'must be true or false' })
      .transform((text) => text === 'true')
      .default(true)
      .describe('`false`: not counted')
      .meta({ query: { type: 'boolean', default: true } }),
  })
  .refine(isOfItsSort, OF_ANOTHER_SORT);

export type LeadListQuery = z.infer<typeof leadListQuery>;

export const leadSchema = z.object({
  id: z.int(),
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  status: z.string(),
  source: z.string(),
  owner: z.string().nullable().describe('Who works on it'),
  tags: z.array(z.string()),
  legalHold: z.boolean().describe('The law forbids to delete it'),
  importId: z.int().nullable(),
  createdAt: z.iso.datetime(),
});

export interface LeadPage extends SortedPage<LeadRow> {
  readonly count: Count | null;
}

/** What a query filters by, without what pages need. */
export function leadFilterOf(query: LeadListQuery): LeadFilter {
  const isFilter = ([field]: readonly [string, unknown]): boolean => field in leadFilterSchema.shape;
  return Object.fromEntries(Object.entries(query).filter(isFilter));
}

/** Leads of a business, so that a person sees what an operation has done. */
export async function leadPage(business: Business, query: LeadListQuery): Promise<LeadPage> {
  const { ids, sort, limit, cursor: place, withCount } = query;
  const search = new LeadSearch(business, leadFilterOf(query), ids);
  const found = await search.page({ sort, place, limit: limit + 1 });
  const page = sortedPage(found, { sort, place, limit }, ({ lead, createdMicros }) =>
    sort.endsWith('createdAt') ? [createdMicros, String(lead.id)] : [String(lead.id)],
  );
  const leads = { ...page, items: page.items.map(({ lead }) => lead) };
  if (!withCount) return { ...leads, count: null };
  const isWhole = !place && page.nextCursor === null;
  return { ...leads, count: isWhole ? countUpTo(MAX_COUNT, found.length) : await countInTime(search, found.length) };
}

/** @param seen so many there are in any case: where counting takes too long, that is what is known */
async function countInTime(search: LeadSearch, seen: number): Promise<Count | null> {
  try {
    return countUpTo(MAX_COUNT, await search.count(MAX_COUNT + 1));
  } catch (error) {
    if (!(error instanceof ReadTooSlow)) throw error;
    return seen === 0 ? null : { value: seen - 1, isExact: false };
  }
}
