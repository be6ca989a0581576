import { useQuery } from '@tanstack/react-query';
import { type LeadSelection, strayRows } from './lead-selection.js';
import { matchingQuery } from './matching-query.js';

/** The chosen rows that the list does not have. Only the server can tell: null until it has. */
export function useStrayRows(selection: LeadSelection): {
  readonly stray: readonly number[] | null;
  readonly error: Error | null;
  readonly retry: () => void;
} {
  const carried = [...selection.carried].filter((id) => selection.ids.has(id));
  const { data, error, refetch } = useQuery({
    ...matchingQuery(selection.filter, [...selection.carried]),
    enabled: carried.length > 0,
  });
  const stray = carried.length === 0 ? [] : data ? strayRows(selection, new Set(data)) : null;
  return { stray, error: stray === null ? error : null, retry: () => void refetch() };
}
