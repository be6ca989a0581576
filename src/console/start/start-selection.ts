import type { Schemas } from '@bulkgate/client';

/** What a start is to touch, as the API takes it. Everything is asked for by `all`, never by leaving something out. */
export type StartSelection =
  | { readonly ids: readonly number[] }
  | { readonly filter: Readonly<Record<string, unknown>> }
  | { readonly all: true }
  /** The failed targets of a job: the job says what is done to them, and which filter they have to match. */
  | { readonly failedOf: string };

/** As jobs show it, before the API has. */
export function selectionShown(selection: StartSelection): Schemas['JobSelection'] {
  if ('ids' in selection) return { kind: 'ids' };
  if ('failedOf' in selection) return { kind: 'failed', ofJob: selection.failedOf };
  return 'filter' in selection ? { kind: 'filter', filter: selection.filter } : { kind: 'all' };
}
