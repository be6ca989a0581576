/** The targets of one stream: those above `after`, up to `upTo`. */
export interface StreamRange {
  readonly after: number;
  /** Null for the end of the selection. */
  readonly upTo: number | null;
}

export const WHOLE_SELECTION: readonly StreamRange[] = [{ after: 0, upTo: null }];
