import { useQuery } from '@tanstack/react-query';
import { type Connection, NOT_CONNECTED } from './connection.js';
import { connectionQuery } from './connection-query.js';

export function useConnection(): Connection {
  return useQuery(connectionQuery).data ?? NOT_CONNECTED;
}
