/** What leads can be filtered by, in the API's words, which are the address's too. */
export const LEAD_FILTER_FIELDS = [
  'text',
  'status',
  'source',
  'owner',
  'tag',
  'createdAfter',
  'createdBefore',
  'importId',
] as const;

export type LeadFilterField = (typeof LEAD_FILTER_FIELDS)[number];

/** As people have typed it. A field that is not there does not filter. */
export type LeadFilter = Readonly<Partial<Record<LeadFilterField, string>>>;

/** Without spaces around the values, without empty fields, in one order. */
export function compactFilter(filter: LeadFilter): LeadFilter {
  const entries = LEAD_FILTER_FIELDS.map((field) => [field, (filter[field] ?? '').trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

export function isEmptyFilter(filter: LeadFilter): boolean {
  return Object.keys(filter).length === 0;
}

/** The same text for the same compact filter. */
export function filterKey(filter: LeadFilter): string {
  return new URLSearchParams(filter).toString();
}
