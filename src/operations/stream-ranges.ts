/** The targets of one stream: those above `after`, up to `upTo`. */
export interface StreamRange {
  readonly after: number;
  /** Null for the end of the selection. */
  readonly upTo: number | null;
}

export const WHOLE_SELECTION: readonly StreamRange[] = [{ after: 0, upTo: null }];

/** Ranges that tile what there is up to the last of these ids, which ascend. */
export function rangesUpTo(ends: readonly number[]): readonly StreamRange[] {
  return ends.length < 2 ? WHOLE_SELECTION : ends.map((upTo, index) => ({ after: ends[index - 1] ?? 0, upTo }));
}
