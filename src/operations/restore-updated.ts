import { type ArchivedRows, chunkParameters, OF_JOB, quoted } from './archived-rows.js';
import type { Acted, ChunkOfTargets, Sql, TargetTable } from './definition.js';
import { NOT_RESTORED } from './not-restored.js';

/**
 * Gives the columns that an update has changed their old values back, where all of them still have the values that it has
 * written. A target of which others have changed one since stays as it is.
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
  const [row] = await sql.query<{ done: number; refused: number[] | null }>(
    `WITH target AS MATERIALIZED (
       SELECT t.id, jsonb_populate_record(t, a.new_values) *= t AS is_unchanged,
              jsonb_populate_record(t, a.old_values) AS was
         FROM archive AS a JOIN ${table} AS t ON t.business_id = $1 AND t.id = a.target_id
        WHERE ${OF_JOB} AND a.table_name = '${table}' AND a.kind = 'updated' AND a.target_id = ANY($2::bigint[])),
     back AS (
       UPDATE ${table} AS t SET ${columns.map((column) => `${column} = (target.was).${column}`).join(', ')}
         FROM target WHERE t.business_id = $1 AND t.id = target.id AND is_unchanged)
     SELECT count(*) FILTER (WHERE is_unchanged)::int AS done,
            array_agg(id ORDER BY id) FILTER (WHERE NOT is_unchanged) AS refused
       FROM target`,
    chunkParameters(chunk),
  );
  const { done, refused } = row!;
  return { done, refused: (refused ?? []).map((targetId) => ({ targetId, code: NOT_RESTORED.changedSince })) };
}
