import type { SqlCondition } from '../operations/definition.js';

/** What the database held when a request was accepted. */
export interface AsOf {
  /** UTC with microseconds, as `updated_at` is compared with it. */
  readonly moment: string;
  /** `pg_snapshot` as text, taken after the moment. */
  readonly snapshot: string;
}

/**
 * Which rows of a table that tracks its writes belong to a selection, as SQL with two parameters. What was not committed at
 * the moment does not belong: neither what was written later, nor what a transaction had written that was still open.
 *
 * - `filter`: the row is as it was. Its values decide whether it matches, so a later value must not.
 * - `all`: the row was there. A change of its values changes nothing.
 *
 * A snapshot knows only ids of transactions of its own server. Rows that were restored from a dump carry ids of another
 * one, so a transaction that the snapshot takes for later counts only where the row's time is later, too.
 */
export function asOfCondition(
  kind: 'filter' | 'all',
  { moment, snapshot }: AsOf,
  firstParameter: number,
): SqlCondition {
  const sql = asOfSql(kind, `$${firstParameter}::timestamptz`, `$${firstParameter + 1}::pg_snapshot`);
  return { sql, parameters: [moment, snapshot] };
}

/** The same with the moment and the snapshot as SQL. */
export function asOfSql(kind: 'filter' | 'all', moment: string, snapshot: string): string {
  const isBefore = `updated_at <= ${moment}`;
  const wasOpen = (column: string): string => `${column} = ANY(ARRAY(SELECT pg_snapshot_xip(${snapshot})))`;
  return kind === 'filter'
    ? `${isBefore} AND NOT ${wasOpen('updated_in')}`
    : `(pg_visible_in_snapshot(inserted_in, ${snapshot}) OR ${isBefore}) AND NOT ${wasOpen('inserted_in')}`;
}
