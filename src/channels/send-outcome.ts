/** What a provider has answered to one message. `src/channels` clients return it, the outbox keeps it. */
export type SendOutcome =
  /** The provider has taken it. */
  | { readonly kind: 'accepted'; readonly reference: string }
  /** Refused, or it can never arrive. `stopsJob`: nobody else would succeed. `isOptOut`: the person wants nothing more. */
  | { readonly kind: 'refused'; readonly code: string; readonly stopsJob: boolean; readonly isOptOut: boolean }
  /** Never processed: it may be sent again. `onlyPerson`: the pace of the others does not fall. */
  | {
      readonly kind: 'not processed';
      readonly code: string;
      readonly retryAfterMs: number | null;
      readonly onlyPerson: boolean;
    }
  /** The answer is lost: it may have been taken. */
  | { readonly kind: 'unknown'; readonly code: string };
