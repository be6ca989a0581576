import type { Schemas } from '@bulkgate/client';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import type { PageQuery } from '../shell/paged-table.js';
import type { HistoryOf } from './history-address.js';

/** Not asked again by itself: each look is in the audit log. */
export const historyQuery = ({ table, id }: HistoryOf, cursor: string | null): PageQuery<Schemas['TargetRecord']> => ({
  queryKey: ['history', table, id, cursor],
  queryFn: () =>
    dataOf(
      api.GET('/api/v1/audit/targets/{table}/{id}', {
        // A text that is no number is refused by the API, in its own words.
        params: { path: { table, id: id as unknown as number }, query: cursor === null ? {} : { cursor } },
      }),
    ),
});
