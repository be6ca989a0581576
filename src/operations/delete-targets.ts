import type { Acted, ChunkOfTargets, Sql, TargetTable } from './definition.js';
import type { Protection } from './protection.js';

/**
 * Deletes the targets of a chunk, with what their table declares: dependants are deleted with them, references to them are
 * set to null. One statement: PostgreSQL looks at foreign keys at its end, so that it may do the parts in any order. Where the
 * job has an archive, the statement writes all of it there as well.
 *
 * @returns protected targets as refused
 */
export async function deleteTargets(
  sql: Sql,
  targets: TargetTable,
  { businessId, jobId, ids, archiveExpiresOn }: ChunkOfTargets,
  protection?: Protection,
): Promise<Acted> {
  const isArchived = archiveExpiresOn !== null;
  const [row] = await sql.query<{ deleted: number }>(deleteStatement(targets, isArchived, protection), [
    ...[businessId, ids],
    ...(isArchived ? [jobId, archiveExpiresOn] : []),
  ]);
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

function deleteStatement(targets: TargetTable, isArchived: boolean, protection?: Protection): string {
  const { table, dependants = [], references = [] } = targets;
  const gone: Gone[] = [
    { name: 'deleted', table, kind: 'deleted', old: 'row', target: 'id' },
    ...dependants.map((of, at): Gone => ({
      name: `dependant_${at}`,
      table: of.table,
      kind: 'deleted',
      old: 'row',
      target: 'target',
    })),
    ...references.map((of, at): Gone => {
      const old = `jsonb_build_object('${of.column}', target)`;
      return { name: `reference_${at}`, table: of.table, kind: 'cleared', old, target: 'target' };
    }),
  ];
  const row = isArchived ? ', to_jsonb(t) AS row' : '';
  const parts = [
    `deleted AS (
       DELETE FROM ${table} AS t
        WHERE business_id = $1 AND id = ANY($2::bigint[])${protection ? ` AND NOT (${protection.where})` : ''}
       RETURNING id${row})`,
    // An array, so that PostgreSQL goes by the index whatever it expects their number to be.
    'gone AS MATERIALIZED (SELECT ARRAY(SELECT id FROM deleted) AS ids)',
    ...dependants.map(
      (of, at) => `dependant_${at} AS (
         DELETE FROM ${of.table} AS t WHERE business_id = $1 AND ${of.column} = ANY((SELECT ids FROM gone)::bigint[])
         RETURNING id, ${of.column} AS target${row})`,
    ),
    ...references.map(
      // What the column was is known from the other side of the join alone: RETURNING sees the null.
      (of, at) => `reference_${at} AS (
         UPDATE ${of.table} AS t SET ${of.column} = NULL FROM unnest((SELECT ids FROM gone)::bigint[]) AS g (target)
          WHERE business_id = $1 AND t.${of.column} = g.target
         RETURNING t.id, g.target)`,
    ),
    ...(isArchived ? [`archived AS (${archiveStatement(gone)})`] : []),
  ];
  return `WITH ${parts.join(', ')} SELECT cardinality(ids) AS deleted FROM gone`;
}

/** A part of the statement that has rows for the archive. */
interface Gone {
  readonly name: string;
  readonly table: string;
  readonly kind: 'deleted' | 'cleared';
  /** The old values, and the id of the target that the row went with, as SQL over its columns. */
  readonly old: string;
  readonly target: string;
}

/** $3 is the job, and $4 the day until which the archive keeps them. */
function archiveStatement(gone: readonly Gone[]): string {
  const rows = gone.map(
    ({ name, table, kind, old, target }) =>
      `SELECT $1::integer, $4::date, $3::uuid, ${target}, '${table}', id, '${kind}', ${old} FROM ${name}`,
  );
  return `INSERT INTO archive (business_id, expires_on, job_id, target_id, table_name, row_id, kind, old_values)
          ${rows.join(' UNION ALL ')}`;
}
