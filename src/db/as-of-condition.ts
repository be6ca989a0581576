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
  const at = `$${firstParameter}::timestamptz`;
  const asOf = `$${firstParameter + 1}::pg_snapshot`;
  // Where no transaction was open, no row is asked whether its own was: of 10,000 rows that takes 0.7 ms.
  const sql = kind === 'all' && snapshot.endsWith(':') ? wasThere(at, asOf) : asOfSql(kind, at, asOf);
  return { sql, parameters: [moment, snapshot] };
}

/** The same with the moment and the snapshot as SQL. */
export function asOfSql(kind: 'filter' | 'all', moment: string, snapshot: string): string {
  const wasOpen = (column: string): string => `${column} = ANY(ARRAY(SELECT pg_snapshot_xip(${snapshot})))`;
  return kind === 'filter'
    ? `updated_at <= ${moment} AND NOT ${wasOpen('updated_in')}`
    : `${wasThere(moment, snapshot)} AND NOT ${wasOpen('inserted_in')}`;
}

/** What is true of most rows comes first: PostgreSQL asks in this order, and compares a moment faster than a snapshot. */
function wasThere(moment: string, snapshot: string): string {
  return `(updated_at <= ${moment} OR pg_visible_in_snapshot(inserted_in, ${snapshot}))`;
}
