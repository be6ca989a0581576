import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import { filterKey, type LeadFilter } from './lead-filter.js';
import { LEADS_KEY } from './leads-query.js';

/** So many ids of 16 digits fit into an address of 4 kB, which every proxy takes. */
const IDS_PER_REQUEST = 200;

/** Those of some leads that match a filter. */
export const matchingQuery = (filter: LeadFilter, ids: readonly number[]) =>
  queryOptions({
    queryKey: [LEADS_KEY, filterKey(filter), 'of', ids],
    queryFn: async ({ signal }) => {
      const matching: number[] = [];
      for (let from = 0; from < ids.length; from += IDS_PER_REQUEST) {
        const some = ids.slice(from, from + IDS_PER_REQUEST);
        const query = { ...filter, ids: some.join(','), limit: IDS_PER_REQUEST, withCount: false };
        const { items } = await dataOf(api.GET('/api/v1/leads', { params: { query: query as never }, signal }));
        matching.push(...items.map(({ id }) => id));
      }
      return matching;
    },
  });
