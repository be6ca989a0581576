/** What leads can be filtered by, in the API's words, which are the address's too. */
export const LEAD_FILTER_FIELDS = ['text', 'status', 'source', 'createdAfter', 'createdBefore', 'importId'] as const;

export type LeadFilterField = (typeof LEAD_FILTER_FIELDS)[number];

/** As people have typed it. A field that is not there does not filter. */
export type LeadFilter = Readonly<Partial<Record<LeadFilterField, string>>>;

export function readLeadFilter(address: URLSearchParams): LeadFilter {
  return compact(Object.fromEntries(LEAD_FILTER_FIELDS.map((field) => [field, address.get(field) ?? ''])));
}

export function writeLeadFilter(filter: LeadFilter, cursor: string | null): URLSearchParams {
  const address = new URLSearchParams(compact(filter));
  if (cursor !== null) address.set('cursor', cursor);
  return address;
}

function compact(filter: LeadFilter): Record<string, string> {
  const entries = LEAD_FILTER_FIELDS.map((field) => [field, (filter[field] ?? '').trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}
