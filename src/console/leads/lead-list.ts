import { compactFilter, LEAD_FILTER_FIELDS, type LeadFilter } from './lead-filter.js';

const LEAD_SORTS = ['id', '-id', 'createdAt', '-createdAt'] as const;

/** `-` is descending. */
export type LeadSort = (typeof LEAD_SORTS)[number];

/** What the list of leads shows, as the address says it. */
export interface LeadList {
  readonly filter: LeadFilter;
  readonly sort: LeadSort;
  readonly cursor: string | null;
}

/** What an address cannot mean is left out: a link from elsewhere may be older than this page. */
export function readLeadList(address: URLSearchParams): LeadList {
  const given = address.get('sort');
  return {
    filter: compactFilter(Object.fromEntries(LEAD_FILTER_FIELDS.map((field) => [field, address.get(field) ?? '']))),
    sort: LEAD_SORTS.find((sort) => sort === given) ?? 'id',
    cursor: address.get('cursor') || null,
  };
}

export function writeLeadList({ filter, sort, cursor }: LeadList): URLSearchParams {
  const address = new URLSearchParams(compactFilter(filter));
  if (sort !== 'id') address.set('sort', sort);
  if (cursor !== null) address.set('cursor', cursor);
  return address;
}
