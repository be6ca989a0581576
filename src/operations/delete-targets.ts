import type { Acted, ChunkOfTargets, Sql, TargetTable } from './definition.js';
import { goesBy, innerReferences } from './inner-references.js';
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
  const { table, dependants = [] } = targets;
  const cleared = clearedTables(targets);
  const gone: Gone[] = [
    { name: 'deleted', table, kind: 'deleted', old: 'row', target: 'id' },
    ...dependants.map((of, at): Gone => ({
      name: `dependant_${at}`,
      table: of.table,
      kind: 'deleted',
      old: 'row',
      target: 'target',
    })),
    ...cleared.flatMap(({ name, table: named, columns }) =>
      columns.map((column): Gone => ({
        ...{ name, table: named, kind: 'cleared', target: column },
        old: `jsonb_build_object('${column}', ${column})`,
        where: `${column} IS NOT NULL`,
      })),
    ),
    ...entriesOfInnerReferences(targets),
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
         DELETE FROM ${of.table} AS t WHERE business_id = $1 AND ${isGone(of.column)}
         RETURNING id, ${of.column} AS target${row})`,
    ),
    ...cleared.flatMap(({ name, table: named, columns, own }) => [
      // What the columns were, which RETURNING does not see. Locked, so that they still are that when they are cleared.
      `${name} AS MATERIALIZED (
         SELECT ${[...new Set(['id', ...own])].join(', ')},
                ${columns.map((column) => `CASE WHEN ${isOneOfGone(column)} THEN ${column} END AS ${column}`).join(', ')}
           FROM ${named}
          WHERE business_id = $1 AND (${columns.map(isGone).join(' OR ')})
            ${own.map((column) => `AND (${isOneOfGone(column)}) IS NOT TRUE`).join(' ')}
          ORDER BY id FOR NO KEY UPDATE)`,
      `${name}_cleared AS (
         UPDATE ${named} AS t
            SET ${columns.map((column) => `${column} = CASE WHEN named.${column} IS NULL THEN t.${column} END`).join(', ')}
           FROM ${name} AS named WHERE t.business_id = $1 AND t.id = named.id)`,
    ]),
    ...(isArchived ? [`archived AS (${archiveStatement(gone)})`] : []),
  ];
  return `WITH ${parts.join(', ')} SELECT cardinality(ids) AS deleted FROM gone`;
}

/** To find rows by an index. */
const isGone = (column: string): string => `${column} = ANY((SELECT ids FROM gone)::bigint[])`;
/** Of a row that was found: the ids are hashed, where the array would be searched from its beginning for each row. */
const isOneOfGone = (column: string): string => `${column} IN (SELECT unnest(ids) FROM gone)`;

/**
 * The references by their tables: one statement writes a row once, however many of its columns name targets, and does not
 * write one that it deletes as well.
 */
function clearedTables(targets: TargetTable) {
  const { references = [] } = targets;
  return [...new Set(references.map((of) => of.table))].map((named, at) => ({
    ...{ name: `named_${at}`, table: named },
    columns: references.filter((of) => of.table === named).map(({ column }) => column),
    /** A row is deleted with the target that one of these names. */
    own: goesBy(targets, named),
  }));
}

/**
 * What a restore needs of a reference whose own row such a job deletes: an entry with each of its ends, so that whichever
 * comes back last finds it. Of a row that is cleared, the entry with the target that it names is there already, and of one that
 * is deleted its own entry.
 */
function entriesOfInnerReferences(targets: TargetTable): Gone[] {
  const { table, dependants = [] } = targets;
  const cleared = clearedTables(targets);
  return innerReferences(targets).flatMap(({ table: of, column }): Gone[] => {
    const { name, own } = cleared.find((one) => one.table === of)!;
    const ofCleared = own.map((target): Gone => ({
      ...{ name, table: of, kind: 'cleared', target },
      old: `jsonb_build_object('${column}', ${column})`,
      where: `${column} IS NOT NULL AND ${target} IS NOT NULL`,
    }));
    const deletedBy = [
      ...(of === table ? ['deleted'] : []),
      ...dependants.flatMap((dependant, at) => (dependant.table === of ? [`dependant_${at}`] : [])),
    ];
    const ofDeleted = deletedBy.map((deleted): Gone => ({
      ...{ name: deleted, table: of, kind: 'cleared', target: `(row->>'${column}')::bigint` },
      old: `jsonb_build_object('${column}', row->'${column}')`,
      where: `row->>'${column}' IS NOT NULL`,
    }));
    return [...ofCleared, ...ofDeleted];
  });
}

/** A part of the statement that has rows for the archive. */
interface Gone {
  readonly name: string;
  readonly table: string;
  readonly kind: 'deleted' | 'cleared';
  /** The old values, and the id of the target that the row went with, as SQL over its columns. */
  readonly old: string;
  readonly target: string;
  /** Which of them; all of them where it is absent. */
  readonly where?: string;
}

/** $3 is the job, and $4 the day until which the archive keeps them. */
function archiveStatement(gone: readonly Gone[]): string {
  const rows = gone.map(
    ({ name, table, kind, old, target, where = 'true' }) =>
      `SELECT $1::integer, $4::date, $3::uuid, ${target}, '${table}', id, '${kind}', ${old} FROM ${name} WHERE ${where}`,
  );
  return `INSERT INTO archive (business_id, expires_on, job_id, target_id, table_name, row_id, kind, old_values)
          ${rows.join(' UNION ALL ')}`;
}
