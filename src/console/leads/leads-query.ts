import type { Schemas } from '@bulkgate/client';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import type { LeadFilter } from './lead-filter.js';

export type Lead = Schemas['Lead'];

export const leadsQuery = (filter: LeadFilter, cursor: string | null) =>
  queryOptions({
    queryKey: ['leads', filter, cursor],
    queryFn: () =>
      dataOf(
        api.GET('/api/v1/leads', {
          // The API checks what the address asks for, and says what is wrong with it.
          params: { query: { ...filter, ...(cursor === null ? {} : { cursor }) } as never },
        }),
      ),
  });
