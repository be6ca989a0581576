import type { Business } from '../business.js';
import type { RowError } from '../../operations/imports/lead-columns.js';

/** A row of a file that was not imported. */
export interface FailedRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly errors: readonly RowError[];
}

/** In the order of the file. */
export function listFailedRows(
  business: Business,
  importId: number,
  afterLine: number,
  atMost: number,
): Promise<FailedRow[]> {
  return business.query(
    `SELECT line, cells, errors FROM import_failed_rows
      WHERE business_id = $1 AND import_id = $2 AND line > $3 ORDER BY line LIMIT $4`,
    [business.id, importId, afterLine, atMost],
  );
}
