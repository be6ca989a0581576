import { type ArchivedRows, chunkParameters, OF_JOB, quoted } from './archived-rows.js';
import type { Acted, ChunkOfTargets, RefusedTarget, Sql, TargetTable } from './definition.js';
import { NOT_RESTORED } from './not-restored.js';

/**
 * Gives the columns that an update has changed their old values back, where all of them still have the values that it has
 * written. A target of which others have changed one since stays as it is. One that is gone is refused as well, and not skipped:
 * what is not recorded as failed has its old values back, and the history of a target goes by that.
 *
 * @param updated what the archive has of the chunk
 */
export async function restoreUpdated(
  sql: Sql,
  { table }: TargetTable,
  chunk: ChunkOfTargets,
  updated: readonly ArchivedRows[],
): Promise<Acted> {
  const columns = [...new Set(updated.flatMap((rows) => rows.columns))].map(quoted);
  // The update changed nothing but columns that are no more.
  if (columns.length === 0) return { done: chunk.ids.length, refused: [] };
  // `*=` compares the values as they are stored, of any type: of arrays, `@>` would not see what was added.
  const [row] = await sql.query<{ done: number; refused: RefusedTarget[] }>(
    `WITH target AS MATERIALIZED (
       SELECT a.target_id AS id, t.id IS NULL AS is_gone,
              t.id IS NOT NULL AND jsonb_populate_record(t, a.new_values) *= t AS is_unchanged,
              jsonb_populate_record(t, a.old_values) AS was
         FROM archive AS a LEFT JOIN ${table} AS t ON t.business_id = $1 AND t.id = a.target_id
        WHERE ${OF_JOB} AND a.table_name = '${table}' AND a.kind = 'updated' AND a.target_id = ANY($2::bigint[])),
     back AS (
       UPDATE ${table} AS t SET ${columns.map((column) => `${column} = (target.was).${column}`).join(', ')}
         FROM target WHERE t.business_id = $1 AND t.id = target.id AND is_unchanged)
     SELECT count(*) FILTER (WHERE is_unchanged)::int AS done,
            COALESCE(jsonb_agg(jsonb_build_object('targetId', id, 'code', CASE WHEN is_gone THEN '${NOT_RESTORED.gone}'
                                                                              ELSE '${NOT_RESTORED.changedSince}' END)
                               ORDER BY id) FILTER (WHERE NOT is_unchanged), '[]') AS refused
       FROM target`,
    chunkParameters(chunk),
  );
  return row!;
}
