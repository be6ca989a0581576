import { queryOptions, skipToken } from '@tanstack/react-query';
import { queryClient } from '../api/query-client.js';
import { type Connection, NOT_CONNECTED } from './connection.js';

export const connectionQuery = queryOptions<Connection>({
  queryKey: ['connection'],
  queryFn: skipToken,
  staleTime: Infinity,
  gcTime: Infinity,
});

export function heldConnection(): Connection {
  return queryClient.getQueryData(connectionQuery.queryKey) ?? NOT_CONNECTED;
}
