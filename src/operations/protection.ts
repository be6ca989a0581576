/** Targets that an operation may not act on. */
export interface Protection {
  /** SQL over the table's columns, which is never null. */
  readonly where: string;
  /** Code of the failure that is recorded for each. */
  readonly code: string;
}
