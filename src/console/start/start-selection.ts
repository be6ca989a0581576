import type { Schemas } from '@bulkgate/client';

/** What a start is to touch, as the API takes it. Everything is asked for by `all`, never by leaving something out. */
export type StartSelection =
  | { readonly ids: readonly number[] }
  | { readonly filter: Readonly<Record<string, unknown>> }
  | { readonly all: true }
  /** The failed targets of a job: the job says what is done to them, and which filter they have to match. */
  | { readonly failedOf: string }
  /** What a job has deleted or overwritten, which is brought back. */
  | { readonly restoreOf: string };

/** Whether it is about the targets of another job, which says what is done to them. */
export function isFollowUp(selection: StartSelection): boolean {
  return 'failedOf' in selection || 'restoreOf' in selection;
}

/** As jobs show it, before the API has. */
export function selectionShown(selection: StartSelection): Schemas['JobSelection'] {
  if ('ids' in selection) return { kind: 'ids' };
  if ('failedOf' in selection) return { kind: 'failed', ofJob: selection.failedOf };
  if ('restoreOf' in selection) return { kind: 'archived', ofJob: selection.restoreOf };
  return 'filter' in selection ? { kind: 'filter', filter: selection.filter } : { kind: 'all' };
}
