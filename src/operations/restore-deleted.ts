import { type ArchivedRows, chunkParameters, OF_JOB, partSql, quoted, rowsSql } from './archived-rows.js';
import type { Acted, ChunkOfTargets, RowsDefinition, RefusedTarget, Sql, TargetTable } from './definition.js';
import { TargetRefused } from './errors.js';
import { innerReferences, restoreInnerReferences } from './inner-references.js';
import { NOT_RESTORED } from './not-restored.js';
import { TargetIds } from './target-ids.js';

/**
 * Brings back rows that a job has deleted, with their ids. What it has deleted at its end comes first, then the targets, and
 * for those that are back what was deleted with them, and references that are still null. One statement: PostgreSQL looks at
 * foreign keys at its end, so that parts that refer to each other may come in any order. References between rows that may come
 * back with different chunks follow it.
 *
 * @param archived what the archive has of the chunk, of at least one target
 * @throws TargetRefused
 */
export async function restoreDeleted(
  sql: Sql,
  undone: RowsDefinition,
  chunk: ChunkOfTargets,
  archived: readonly ArchivedRows[],
): Promise<Acted> {
  const { targets } = undone;
  const parameters = chunkParameters(chunk);
  const parameter = (value: unknown): string => `$${parameters.push(value)}`;
  const [row] = await sql.query<{ ids: string; back: number; lost: number }>(
    restoreStatement(targets, archived, parameter),
    parameters,
  );
  const { ids, back, lost } = row!;
  // Whose it is, the engine finds out by halving: then nothing of that target comes back.
  if (lost > 0) throw new TargetRefused(NOT_RESTORED.dependantTaken);
  if (back > 0) {
    const areBack = { ...chunk, ids: TargetIds.fromPostgres(ids, back) };
    const inner = innerReferences(targets).filter(({ table, column }) =>
      archived.some((rows) => rows.table === table && rows.columns.includes(column)),
    );
    if (inner.length > 0) await restoreInnerReferences(sql, targets, areBack, inner);
    await undone.afterRestore?.(sql, areBack);
  }
  if (back === chunk.ids.length) return { done: back, refused: [] };
  // Not of all that the chunk has: the job may have updated the others.
  const refused = await sql.query<RefusedTarget>(
    `SELECT a.target_id AS "targetId",
            CASE WHEN EXISTS (SELECT FROM ${targets.table} AS t WHERE t.business_id = $1 AND t.id = a.target_id)
                 THEN '${NOT_RESTORED.idTaken}' ELSE '${NOT_RESTORED.valueTaken}' END AS code
       FROM archive AS a
      WHERE ${OF_JOB} AND a.kind = 'deleted' AND ${partSql(targets)} = 'target'
        AND a.target_id = ANY($2::bigint[]) AND a.target_id <> ALL($5::bigint[]) ORDER BY 1`,
    [...chunkParameters(chunk), ids],
  );
  return { done: back, refused };
}

function restoreStatement(
  targets: TargetTable,
  archived: readonly ArchivedRows[],
  parameter: (value: unknown) => string,
): string {
  const named = archived.map((rows, at) => ({ ...rows, name: `${rows.part}_${at}` }));
  const inner = innerReferences(targets);
  const isInner = (table: string, column?: string): boolean =>
    inner.some((of) => of.table === table && (column === undefined || of.column === column));
  const inserted = (part: ArchivedRows['part']) =>
    named.filter((rows) => rows.part === part && rows.kind === 'deleted');
  const inserts = (part: ArchivedRows['part'], whose: string): string[] =>
    inserted(part).map((rows) => {
      const { table, columns } = rows;
      const values = columns.map((column) => (isInner(table, column) ? 'NULL' : `r.${quoted(column)}`));
      return `${rows.name} AS (
        INSERT INTO ${table} (${columns.map(quoted).join(', ')}) OVERRIDING SYSTEM VALUE
        SELECT ${values.join(', ')}
          FROM archive AS a CROSS JOIN LATERAL jsonb_populate_record(NULL::${table}, a.old_values) AS r
         WHERE ${rowsSql(targets, rows, parameter)} AND a.target_id ${whose}
         ORDER BY a.target_id, a.row_id
        ON CONFLICT DO NOTHING RETURNING id)`;
    });
  const cleared = archived.filter(({ kind, table }) => kind === 'cleared' && !isInner(table));
  // A row may name several targets, or one by several columns, and one statement writes a row once.
  const references = [...new Set(cleared.map(({ table }) => table))].flatMap((table, at) => {
    const columns = [...new Set(cleared.filter((rows) => rows.table === table).flatMap((rows) => rows.columns))];
    if (columns.length === 0) return [];
    const setting = columns.map(quoted);
    const was = columns.map(
      (column, nth) => `max(a.target_id) FILTER (WHERE a.old_values ? ${parameter(column)}::text) AS ${setting[nth]}`,
    );
    return `reference_${at} AS (
      UPDATE ${table} AS t SET ${setting.map((column) => `${column} = COALESCE(t.${column}, was.${column})`).join(', ')}
        FROM (SELECT a.row_id, ${was.join(', ')} FROM archive AS a
               WHERE ${OF_JOB} AND a.kind = 'cleared' AND a.table_name = '${table}' AND a.target_id ${OF_BACK}
               GROUP BY a.row_id) AS was
       WHERE t.business_id = $1 AND t.id = was.row_id
         AND (${setting.map((column) => `(t.${column} IS NULL AND was.${column} IS NOT NULL)`).join(' OR ')}))`;
  });
  const rowsOf = (part: ArchivedRows['part']): string =>
    inserted(part)
      .map(({ name }) => `SELECT id FROM ${name}`)
      .join(' UNION ALL ');
  const lost =
    inserted('dependant').length === 0
      ? '0'
      : `(SELECT count(*) FROM archive AS a
           WHERE ${OF_JOB} AND a.kind = 'deleted' AND ${partSql(targets)} = 'dependant' AND a.target_id ${OF_BACK})
         - (SELECT count(*) FROM (${rowsOf('dependant')}) AS dependants)`;
  const parts = [
    ...inserts('finished', '= 0'),
    ...inserts('target', '= ANY($2::bigint[])'),
    `back AS MATERIALIZED (SELECT ARRAY(SELECT id FROM (${rowsOf('target')}) AS targets ORDER BY id) AS ids)`,
    ...inserts('dependant', OF_BACK),
    ...references,
  ];
  return `WITH ${parts.join(', ')} SELECT ids::text, cardinality(ids) AS back, ${lost} AS lost FROM back`;
}

/** An array, so that PostgreSQL goes by the index whatever it expects their number to be. */
const OF_BACK = '= ANY((SELECT ids FROM back)::bigint[])';
