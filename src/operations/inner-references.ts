import { chunkParameters, OF_JOB } from './archived-rows.js';
import type { ChunkOfTargets, Sql, TargetTable } from './definition.js';

type Reference = NonNullable<TargetTable['references']>[number];

/** First key of the advisory lock; the second is the business. Arbitrary, but the same in every version. */
const LOCK_CLASS = 1_746_212_017;

/**
 * The references whose own rows are deleted by such a job as well: columns of the targets, and of their dependants. Of these,
 * each end may be deleted by another chunk than the other, and may come back with another one.
 */
export function innerReferences({ table, dependants = [], references = [] }: TargetTable): readonly Reference[] {
  const deleted = new Set([table, ...dependants.map((of) => of.table)]);
  return references.filter((of) => deleted.has(of.table));
}

/** The columns by which a row of this table is deleted with a target: those that name it, and its own id where it is one. */
export function goesBy({ table, dependants = [] }: TargetTable, of: string): string[] {
  const naming = dependants.filter((dependant) => dependant.table === of).map(({ column }) => column);
  return of === table ? ['id', ...naming] : naming;
}

/**
 * Sets inner references of targets that are back, and to them, where both ends are there. Rows come back without them, because
 * the foreign key would refuse one whose other end is still missing: so the end that comes back last sets them.
 *
 * Chunks of several streams come back at once. The lock lets each see what the one before it has committed: without it neither
 * of two would see the end that the other has just brought back. It is taken here, and not before the rows are inserted, so
 * that it is held for a short time.
 *
 * @param chunk its ids are back
 */
export async function restoreInnerReferences(
  sql: Sql,
  targets: TargetTable,
  chunk: ChunkOfTargets,
  references: readonly Reference[],
): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK_CLASS, chunk.businessId]);
  for (const { table, column } of references) {
    await sql.query(
      `UPDATE ${table} AS t SET ${column} = was.target
         FROM (SELECT a.row_id, max((a.old_values->>'${column}')::bigint) AS target FROM archive AS a
                WHERE ${OF_JOB} AND a.target_id = ANY($2::bigint[]) AND a.table_name = '${table}'
                  AND a.kind <> 'updated' AND a.old_values->>'${column}' IS NOT NULL
                GROUP BY a.row_id) AS was
        WHERE t.business_id = $1 AND t.id = was.row_id AND t.${column} IS NULL
          AND EXISTS (SELECT FROM ${targets.table} AS named WHERE named.business_id = $1 AND named.id = was.target)`,
      chunkParameters(chunk),
    );
  }
}
