/** Which targets a job is to touch, as its row keeps it. Explicit ids live in a table of their own, never in a payload. */
export type Selection =
  | {
      readonly kind: 'ids';
      readonly stagingId: string;
      /** Distinct ids that were staged; absent in what a job's row says. */
      readonly count?: number;
    }
  | { readonly kind: 'filter'; readonly filter: Readonly<Record<string, unknown>> }
  | { readonly kind: 'all' }
  | {
      readonly kind: 'failed';
      /** A final job of the same type: its recorded failures are the targets. */
      readonly ofJob: string;
      /** The filter of that job, which a target still has to match; null where it had none. */
      readonly filter: Readonly<Record<string, unknown>> | null;
      /** How many it has recorded; absent in what a job's row says. */
      readonly count?: number;
    }
  | {
      readonly kind: 'archived';
      /** A final job of the type that is undone: what its archive has are the targets. */
      readonly ofJob: string;
      /** The day (`YYYY-MM-DD`, UTC) until which that archive is kept. */
      readonly expiresOn: string;
    };

export type SelectionKind = Selection['kind'];

/** How a person may select, where the operation does not say less. */
export const WAYS_TO_SELECT = ['ids', 'filter', 'all'] as const;

export type WayToSelect = (typeof WAYS_TO_SELECT)[number];
