import type { ChunkOfTargets, Sql, TargetTable } from './definition.js';

/**
 * What a job has deleted when it had come to the end of its targets is archived under this target: ids begin at 1. Whoever
 * restores a target of the job brings it back as well, and first.
 */
export const FINISHED_TARGET = 0;

/** Rows of the archive with the same columns. */
export interface ArchivedRows {
  readonly table: string;
  readonly kind: 'deleted' | 'cleared' | 'updated';
  /** `dependant`: deleted or cleared with a target. `finished`: see `FINISHED_TARGET`. */
  readonly part: 'target' | 'dependant' | 'finished';
  /** All that the archive has. */
  readonly archived: readonly string[];
  /** Those of them that can be written now: neither dropped since nor generated. */
  readonly columns: readonly string[];
  /** Other rows of this table, kind and part have other columns: the table was changed while the job ran. */
  readonly isOneOfSeveral: boolean;
}

/** SQL over the archive as `a`: $1 is the business, $3 the job, and $4 the day until which its archive is kept. */
export const OF_JOB = 'a.business_id = $1 AND a.job_id = $3 AND a.expires_on = $4::date';

/** The first four parameters of every statement over the archive of a chunk. */
export function chunkParameters({ businessId, ids, jobId, archiveExpiresOn }: ChunkOfTargets): unknown[] {
  return [businessId, ids, jobId, archiveExpiresOn];
}

/** Which part of a job's archive a row of it is, as SQL. */
export const partSql = ({ table }: Pick<TargetTable, 'table'>): string => `
  CASE WHEN a.target_id = ${FINISHED_TARGET} THEN 'finished'
       WHEN a.table_name = '${table}' AND a.row_id = a.target_id THEN 'target'
       ELSE 'dependant' END`;

/** Columns of a row of the archive, as SQL: jsonb keeps equal sets of keys in one order. */
const COLUMNS = 'ARRAY(SELECT jsonb_object_keys(a.old_values))';

/** What the archive has of a chunk, and of the end of its job. */
export async function archivedOf(sql: Sql, targets: TargetTable, chunk: ChunkOfTargets): Promise<ArchivedRows[]> {
  type Found = Omit<ArchivedRows, 'columns' | 'isOneOfSeveral'>;
  const found = await sql.query<Found>(
    `SELECT DISTINCT a.table_name AS "table", a.kind, ${partSql(targets)} AS part, ${COLUMNS} AS archived
       FROM archive AS a
      WHERE ${OF_JOB} AND a.target_id = ANY(array_append($2::bigint[], ${FINISHED_TARGET}::bigint))
      ORDER BY 1, 2, 3, 4`,
    chunkParameters(chunk),
  );
  const writable = await writableColumns(sql, [...new Set(found.map(({ table }) => table))]);
  const isLike = (one: Found, other: Found): boolean =>
    one.table === other.table && one.kind === other.kind && one.part === other.part;
  return found.map((rows) => ({
    ...rows,
    columns: rows.archived.filter((column) => writable.get(rows.table)?.has(column)),
    isOneOfSeveral: found.filter((others) => isLike(rows, others)).length > 1,
  }));
}

/** Exactly these rows of the archive, of whatever targets, as SQL. @param parameter adds a value to the statement, as `$5` */
export function rowsSql(
  targets: TargetTable,
  { table, kind, part, archived, isOneOfSeveral }: ArchivedRows,
  parameter: (value: unknown) => string,
): string {
  const isSo = `${OF_JOB} AND a.table_name = '${table}' AND a.kind = '${kind}' AND ${partSql(targets)} = '${part}'`;
  return isOneOfSeveral ? `${isSo} AND ${COLUMNS} = ${parameter(archived)}::text[]` : isSo;
}

export const quoted = (column: string): string => `"${column.replaceAll('"', '""')}"`;

/** By table. */
async function writableColumns(sql: Sql, tables: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = await sql.query<{ table: string; columns: string[] }>(
    `SELECT "table", ARRAY(SELECT attname::text FROM pg_attribute
                            WHERE attrelid = to_regclass("table") AND attnum > 0
                              AND NOT attisdropped AND attgenerated = '') AS columns
       FROM unnest($1::text[]) AS named ("table")`,
    [tables],
  );
  return new Map(found.map(({ table, columns }) => [table, new Set(columns)]));
}
