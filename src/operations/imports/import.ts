export const IMPORT_STATUSES = ['pending', 'running', 'completed', 'failed'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** An import as its workflow is started: ids only, the rows stay in the database. */
export interface ImportRef {
  readonly businessId: number;
  readonly importId: number;
}

/** Where an import has come to. `imported + failed + skipped` are the rows that are done. */
export interface ImportProgress {
  readonly rows: number;
  readonly imported: number;
  readonly failed: number;
  /** Rows without any text. */
  readonly skipped: number;
  /** Nothing is left to do: the import has ended, or its row is gone. */
  readonly isOver: boolean;
}
