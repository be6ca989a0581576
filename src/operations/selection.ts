/** Which targets a job is to touch, as its row keeps it. Explicit ids live in a table of their own, never in a payload. */
export type Selection =
  | {
      readonly kind: 'ids';
      readonly stagingId: string;
      /** Distinct ids that were staged; absent in what a job's row says. */
      readonly count?: number;
    }
  | { readonly kind: 'filter'; readonly filter: Readonly<Record<string, unknown>> }
  | { readonly kind: 'all' };

export type SelectionKind = Selection['kind'];
