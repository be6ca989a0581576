import type { Schemas } from '@bulkgate/client';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';

export type HeldGate = Schemas['HeldGate'];

export const gateQuery = queryOptions({
  queryKey: ['gate'],
  queryFn: () => dataOf(api.GET('/api/v1/gate')),
});
