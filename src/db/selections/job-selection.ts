import type { JobParameters } from '../../operations/definition.js';
import type { Selection } from '../../operations/selection.js';
import type { AsOf } from '../as-of-condition.js';
import type { Business } from '../business.js';

/** A job's selection as its row keeps it: fixed when the request was accepted. */
export interface JobSelection {
  readonly businessId: number;
  readonly selection: Selection;
  /** Null for explicit ids, and for a job that an older version has accepted and nobody has begun. */
  readonly upperBound: number | null;
  /**
   * What has come or was changed since is left alone. Null for explicit ids, for a table that does not track its writes, and
   * for a job that an older version has accepted.
   */
  readonly asOf: AsOf | null;
}

/** What a job was accepted with. */
export interface JobInput {
  readonly selection: JobSelection;
  /** As they were stored. */
  readonly parameters: JobParameters;
  /**
   * The day (`YYYY-MM-DD`) until which the archive keeps what the job deletes; null where it is not archived. Of a restore: that
   * of the job that it undoes.
   */
  readonly archiveExpiresOn: string | null;
}

/** Null when there is no such job. */
export async function readInput(business: Business, jobId: string): Promise<JobInput | null> {
  const statement = `SELECT ${SELECTION}, parameters
                       FROM jobs WHERE id = $1 AND business_id = $2`;
  const row = await business.first<SelectionRow & Pick<JobInput, 'parameters'>>(statement, [jobId, business.id]);
  if (!row) return null;
  const { parameters, archiveExpiresOn } = row;
  return { selection: selectionOf(row, business.id), parameters, archiveExpiresOn };
}

/** The columns of a job's row that say what it selects. */
export const SELECTION = `selection_kind AS kind, selection_filter AS filter,
  staging_id AS "stagingId", retry_of AS "retryOf", restores, archive_expires_on::text AS "archiveExpiresOn",
  upper_bound AS "upperBound", accepted_snapshot AS snapshot,
  to_char(COALESCE(selected_at, created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS moment`;

/** A row of `SELECTION`. */
export interface SelectionRow {
  readonly kind: Selection['kind'];
  readonly filter: Record<string, unknown> | null;
  readonly stagingId: string | null;
  readonly retryOf: string | null;
  readonly restores: string | null;
  readonly archiveExpiresOn: string | null;
  readonly upperBound: number | null;
  readonly moment: string;
  readonly snapshot: string | null;
}

export function selectionOf(row: SelectionRow, businessId: number): JobSelection {
  const { kind, filter, stagingId, retryOf, restores, archiveExpiresOn, upperBound, moment, snapshot } = row;
  const fixed = { businessId, upperBound, asOf: snapshot === null ? null : { moment, snapshot } };
  switch (kind) {
    case 'ids':
      return { ...fixed, selection: { kind, stagingId: stagingId! } };
    case 'filter':
      return { ...fixed, selection: { kind, filter: filter! } };
    case 'all':
      return { ...fixed, selection: { kind } };
    case 'failed':
      return { ...fixed, selection: { kind, ofJob: retryOf!, filter } };
    case 'archived':
      return { ...fixed, selection: { kind, ofJob: restores!, expiresOn: archiveExpiresOn! } };
  }
}
