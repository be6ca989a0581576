import type { Acted, BatchOfTargets, Sql, TargetTable } from './definition.js';

/** Targets that may not be deleted. */
export interface Protection {
  /** SQL over the table's columns, which is never null. */
  readonly where: string;
  /** Code of the failure that is recorded for each. */
  readonly code: string;
}

/**
 * Deletes the targets of a chunk, with what their table declares: dependants are deleted with them, references to them are
 * set to null. One statement: PostgreSQL looks at foreign keys at its end, so that it may do the parts in any order.
 *
 * @returns protected targets as refused
 */
export async function deleteTargets(
  sql: Sql,
  targets: TargetTable,
  { businessId, ids }: BatchOfTargets,
  protection?: Protection,
): Promise<Acted> {
  const [row] = await sql.query<{ deleted: number }>(deleteStatement(targets, protection), [businessId, ids]);
  const done = row!.deleted;
  // Nearly always all of them are deleted.
  if (!protection || done === ids.length) return { done, refused: [] };
  const refused = await sql.query<{ targetId: number }>(
    `SELECT id AS "targetId" FROM ${targets.table}
      WHERE business_id = $1 AND id = ANY($2::bigint[]) AND (${protection.where}) ORDER BY id`,
    [businessId, ids],
  );
  return { done, refused: refused.map(({ targetId }) => ({ targetId, code: protection.code })) };
}

function deleteStatement({ table, dependants = [], references = [] }: TargetTable, protection?: Protection): string {
  const ofDeleted = (column: string): string =>
    `business_id = $1 AND ${column} = ANY((SELECT ids FROM gone)::bigint[])`;
  const parts = [
    `deleted AS (
       DELETE FROM ${table}
        WHERE business_id = $1 AND id = ANY($2::bigint[])${protection ? ` AND NOT (${protection.where})` : ''}
       RETURNING id)`,
    // An array, so that PostgreSQL goes by the index whatever it expects their number to be.
    'gone AS MATERIALIZED (SELECT ARRAY(SELECT id FROM deleted) AS ids)',
    ...dependants.map((of, at) => `dependant_${at} AS (DELETE FROM ${of.table} WHERE ${ofDeleted(of.column)})`),
    ...references.map(
      (of, at) => `reference_${at} AS (UPDATE ${of.table} SET ${of.column} = NULL WHERE ${ofDeleted(of.column)})`,
    ),
  ];
  return `WITH ${parts.join(', ')} SELECT cardinality(ids) AS deleted FROM gone`;
}
