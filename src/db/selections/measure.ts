import type { Sql, SqlCondition } from '../../operations/definition.js';

/** Ids in a table: those of the targets themselves, or of a list of them. */
export interface Ids {
  readonly table: string;
  /** The column of the ids. */
  readonly id: string;
  readonly businessId: number;
  readonly upTo: number | null;
}

export interface Walked {
  readonly total: number;
  /** 0 without any. */
  readonly last: number;
  /** Of all streams but the last; empty where there is nothing to divide. */
  readonly ends: readonly number[];
}

/**
 * Counts the ids and finds the ends of all streams but the last, in one walk along them. Of 1,000,000 leads it takes
 * 0.3 s, and 0.2 s without a division. Rejected: `ntile`, which keeps the rows and reads them twice (0.8 s), and
 * `row_number`, which needs the count first (0.2 s and 0.4 s).
 *
 * @param conditionFrom what else has to be true of the row of an id, its parameters numbered from this one
 */
export async function walkAlong(
  sql: Sql,
  { table, id, businessId, upTo }: Ids,
  conditionFrom: (firstParameter: number) => SqlCondition,
  parallelism: number,
): Promise<Walked> {
  const condition = conditionFrom(3);
  const parameters = [businessId, upTo, ...condition.parameters];
  const isDivided = parallelism > 1;
  // The target at place ceil(fraction x count).
  const ends = isDivided
    ? `percentile_disc($${parameters.length + 1}::float8[]) WITHIN GROUP (ORDER BY ${id})`
    : 'NULL';
  const [row] = await sql.query<{ total: number; last: number; ends: number[] | null }>(
    `SELECT count(*) AS total, COALESCE(max(${id}), 0) AS last, ${ends} AS ends
       FROM ${table}
      WHERE business_id = $1 AND ${id} <= COALESCE($2, 9223372036854775807) AND ${condition.sql}`,
    isDivided ? [...parameters, fractions(parallelism)] : parameters,
  );
  // With fewer targets than streams an end is found more than once, also the last one.
  const inner = new Set(row!.ends?.filter((end) => end < row!.last));
  return { total: row!.total, last: row!.last, ends: [...inner] };
}

/** A little less than a whole share each: where the count is a multiple of it, rounding must not make it one target more. */
function fractions(parallelism: number): number[] {
  return Array.from({ length: parallelism - 1 }, (_, index) => (index + 1) / parallelism - 1e-12);
}
