import type { Schemas } from '@bulkgate/client';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';

export type OperationType = Schemas['StartableType'];

const ONE_HOUR_MS = 3_600_000;

/** They change with a deploy of the server. */
export const operationTypesQuery = queryOptions({
  queryKey: ['operation-types'],
  queryFn: () => dataOf(api.GET('/api/v1/operation-types')),
  staleTime: ONE_HOUR_MS,
});
