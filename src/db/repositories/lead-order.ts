/** Orders of a list of leads; `-` is descending. The id breaks ties. */
export const LEAD_SORTS = ['id', '-id', 'createdAt', '-createdAt'] as const;

export type LeadSort = (typeof LEAD_SORTS)[number];

/** Where a page of leads begins (`after`) or ends (`before`). */
export interface LeadPlace {
  readonly side: 'after' | 'before';
  /** Of a lead that was there: its id, with the microseconds since 1970 of its creation before it where they sort. */
  readonly key: readonly string[];
}

/** SQL: microseconds since 1970. A time in milliseconds would not tell two leads apart. */
export const CREATED_MICROS = '(extract(epoch FROM leads.created_at) * 1000000)::bigint::text';

/** A double holds whole seconds exactly for any date; microseconds only for dates near 1970. */
const createdAt = (micros: string): string =>
  `to_timestamp((${micros}::bigint / 1000000)::double precision) + ${micros}::bigint % 1000000 * interval '1 microsecond'`;

/**
 * An order as SQL over `leads`, read from the place on: of a page that ends there, the last lead comes first.
 *
 * @param bind adds a parameter to the statement and returns its sign
 */
export function leadOrder(sort: LeadSort, place: LeadPlace | undefined, bind: (value: string) => string) {
  const isDescending = sort.startsWith('-') !== (place?.side === 'before');
  const [direction, isBeyond] = isDescending ? ['DESC', '<'] : ['ASC', '>'];
  const columns = sort.endsWith('createdAt') ? ['created_at', 'id'] : ['id'];
  const orderBy = (table: string): string => columns.map((column) => `${table}.${column} ${direction}`).join(', ');
  if (!place) return { beyond: 'TRUE', orderBy };
  const key = columns.map((column, at) => {
    const parameter = bind(place.key[at]!);
    return column === 'id' ? `${parameter}::bigint` : createdAt(parameter);
  });
  return { beyond: `(${columns.join()}) ${isBeyond} (${key.join()})`, orderBy };
}
