/** Whose history a page shows. */
export interface HistoryOf {
  readonly table: string;
  readonly id: string;
}

/** Of the page of one target. */
export function historyAddress({ table, id }: HistoryOf): string {
  return `/history?${new URLSearchParams({ table, id })}`;
}
