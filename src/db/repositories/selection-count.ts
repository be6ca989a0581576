import type { SqlCondition, TargetTable } from '../../operations/definition.js';
import type { Selection } from '../../operations/selection.js';
import { asOfSql } from '../as-of-condition.js';
import type { Business } from '../business.js';

/** A filter, or everything: explicit ids are counted while they are staged. */
export type OpenSelection = Exclude<Selection, { readonly kind: 'ids' }>;

/** What a job selects from now on, as its row is to say. */
export interface FixedSelection {
  /** UTC with microseconds. */
  readonly moment: string;
  /** `pg_snapshot` as text; null where the table does not track its writes. */
  readonly snapshot: string | null;
  /** The highest id there is; 0 without any. */
  readonly upperBound: number;
}

export interface CountedSelection extends FixedSelection {
  readonly count: number;
}

/** Of the transaction that counts: the snapshot has to come in a later statement than the moment. */
const MOMENT = `current_setting('bulkgate.moment')::timestamptz`;

/**
 * Fixes what a job would select, and counts it: the highest id there is, and what is committed. All of it is of one
 * snapshot, which comes after the moment: a transaction that has written a row before the moment is known to the
 * snapshot, as committed or as open.
 *
 * @param atMost counting ends there; null counts all
 * @throws ReadTooSlow
 */
export async function countSelection(
  business: Business,
  targets: TargetTable,
  selection: OpenSelection,
  { atMost, timeoutMs }: { readonly atMost: number | null; readonly timeoutMs: number },
): Promise<CountedSelection> {
  const filter = filterOf(targets, selection, 3);
  // One plan is right for whoever counts everything up to a number. How many a filter leaves is each one's own.
  const isPlain = selection.kind === 'all' && atMost !== null;
  const belongs = targets.tracksWrites ? asOfSql(selection.kind, MOMENT, '(SELECT pg_current_snapshot())') : 'TRUE';
  const [counted] = await business.queryInTurn<CountedSelection>(
    [
      { name: 'note_moment', text: `SELECT set_config('bulkgate.moment', clock_timestamp()::text, true)` },
      {
        ...(isPlain ? { name: `count_all_${targets.table}` } : {}),
        text: `
          SELECT to_char(${MOMENT} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS moment,
                 ${targets.tracksWrites ? 'pg_current_snapshot()::text' : 'NULL'} AS snapshot,
                 COALESCE((SELECT max(id) FROM ${targets.table} WHERE business_id = $1), 0) AS "upperBound",
                 (SELECT count(*) FROM (
                   SELECT FROM ${targets.table} WHERE business_id = $1 AND (${filter.sql}) AND ${belongs} LIMIT $2
                 ) AS counted) AS count`,
        values: [business.id, atMost, ...filter.parameters],
      },
    ],
    timeoutMs,
  );
  return counted!;
}

/** The filter, or everything, as SQL. */
export function filterOf(targets: TargetTable, selection: OpenSelection, firstParameter: number): SqlCondition {
  return selection.kind === 'all'
    ? { sql: 'TRUE', parameters: [] }
    : targets.filterCondition(selection.filter, firstParameter);
}
