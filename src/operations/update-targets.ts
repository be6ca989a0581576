import type { Acted, ChunkOfTargets, Sql, TargetTable } from './definition.js';
import type { Protection } from './protection.js';

/** What a column becomes: SQL over the columns of its table. `parameter` adds a value to the statement, as `$3`. */
export type NewValue = (parameter: (value: unknown) => string) => string;

/**
 * Gives columns of a chunk's targets new values, in one statement. A row that has them already is not written: it stays
 * unchanged to other jobs, and counts as done. Where the job has an archive, the statement writes there what the columns that
 * change were and what they have become.
 *
 * @param protection targets that stay as they are, by SQL over their new values, which are called `new_` and the column
 * @returns protected targets as refused
 */
export async function updateTargets(
  sql: Sql,
  { table }: TargetTable,
  { businessId, jobId, ids, archiveExpiresOn }: ChunkOfTargets,
  newValues: Readonly<Record<string, NewValue>>,
  protection?: Protection,
): Promise<Acted> {
  const parameters: unknown[] = [businessId, ids];
  const parameter = (value: unknown): string => `$${parameters.push(value)}`;
  const columns = Object.keys(newValues);
  const values = Object.values(newValues).map((newValue, at) => `${newValue(parameter)} AS new_${columns[at]}`);
  const isArchived = archiveExpiresOn !== null;
  const oldValues = isArchived ? columns.map((column) => `, ${column} AS old_${column}`).join('') : '';
  const [row] = await sql.query<{ done: number; refused: number[] | null }>(
    `WITH valued AS MATERIALIZED (
       SELECT id, ${values.join(', ')}${oldValues} FROM ${table} WHERE business_id = $1 AND id = ANY($2::bigint[])),
     target AS (SELECT *, ${protection?.where ?? 'false'} AS is_refused FROM valued),
     changed AS (
       UPDATE ${table} AS row SET ${columns.map((column) => `${column} = new_${column}`).join(', ')}
         FROM target
        WHERE row.business_id = $1 AND row.id = target.id AND NOT is_refused
          AND (${columns.map((column) => `row.${column} IS DISTINCT FROM new_${column}`).join(' OR ')})
       ${isArchived ? `RETURNING row.id, ${changed(columns, 'old_')} AS old_values, ${changed(columns, 'row.')} AS new_values` : ''})
     ${isArchived ? `, archived AS (${archiveStatement(table, parameter(jobId), parameter(archiveExpiresOn))})` : ''}
     SELECT count(*) FILTER (WHERE NOT is_refused)::int AS done, array_agg(id ORDER BY id) FILTER (WHERE is_refused) AS refused
       FROM target`,
    parameters,
  );
  const { done, refused } = row!;
  return { done, refused: (refused ?? []).map((targetId) => ({ targetId, code: protection!.code })) };
}

/** The columns that a row's update has changed, as JSON. @param of before the name of each: whose value */
function changed(columns: readonly string[], of: 'old_' | 'row.'): string {
  return columns
    .map((column) => {
      const value = `jsonb_build_object('${column}', ${of}${column})`;
      return `CASE WHEN row.${column} IS DISTINCT FROM old_${column} THEN ${value} ELSE '{}' END`;
    })
    .join(' || ');
}

function archiveStatement(table: string, jobId: string, expiresOn: string): string {
  return `
    INSERT INTO archive (business_id, expires_on, job_id, target_id, table_name, row_id, kind, old_values, new_values)
    SELECT $1, ${expiresOn}::date, ${jobId}::uuid, id, '${table}', id, 'updated', old_values, new_values FROM changed`;
}
