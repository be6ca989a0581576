import type { Schemas } from '@bulkgate/client';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import { filterKey } from './lead-filter.js';
import type { LeadList } from './lead-list.js';

export type Lead = Schemas['Lead'];

export const LEADS_KEY = 'leads';

export const leadsQuery = ({ filter, sort, cursor }: LeadList) =>
  queryOptions({
    queryKey: [LEADS_KEY, filterKey(filter), sort, cursor],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/leads', {
          // The API checks what the address asks for, and says what is wrong with it.
          params: { query: { ...filter, sort, ...(cursor === null ? {} : { cursor }) } as never },
          signal,
        }),
      ),
    // The page before stays until the next one is there, but never in a list of other leads.
    placeholderData: (shown, query) => (query?.queryKey[1] === filterKey(filter) ? shown : undefined),
  });
