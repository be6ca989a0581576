import type { Schemas } from '@bulkgate/client';
import { queryOptions } from '@tanstack/react-query';
import { sendRequest } from './send-request.js';
import type { StartTerms } from './start-draft.js';
import type { StartSelection } from './start-selection.js';

export type DryRun = Schemas['DryRun'];

/** How many of the counted targets there are: of ids that were chosen, some may be gone. */
export function targetsLeft({ count, missing }: Pick<DryRun, 'count' | 'missing'>): number {
  return count.value - (missing ?? 0);
}

/** A start is not sent on a look that is older. */
export const OLDEST_DRY_RUN_MS = 600_000;

interface AskedStart {
  readonly type: string;
  readonly selection: StartSelection;
  readonly terms: Pick<StartTerms, 'parameters' | 'options'>;
}

/** What a start would do. Each opening of the dialog looks anew. */
export const dryRunQuery = (asked: AskedStart) =>
  queryOptions({
    queryKey: ['dry-run', asked],
    queryFn: ({ signal }) => sendRequest<DryRun>(asked, { signal }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
  });
