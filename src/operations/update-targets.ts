import type { Acted, ChunkOfTargets, Sql, TargetTable } from './definition.js';
import type { Protection } from './protection.js';

/** What a column becomes: SQL over the columns of its table. `parameter` adds a value to the statement, as `$3`. */
export type NewValue = (parameter: (value: unknown) => string) => string;

/**
 * Gives columns of a chunk's targets new values, in one statement. A row that has them already is not written: it stays
 * unchanged to other jobs, and counts as done.
 *
 * @param protection targets that stay as they are, by SQL over their new values, which are called `new_` and the column
 * @returns protected targets as refused
 */
export async function updateTargets(
  sql: Sql,
  { table }: TargetTable,
  { businessId, ids }: ChunkOfTargets,
  newValues: Readonly<Record<string, NewValue>>,
  protection?: Protection,
): Promise<Acted> {
  const parameters: unknown[] = [businessId, ids];
  const parameter = (value: unknown): string => `$${parameters.push(value)}`;
  const columns = Object.keys(newValues);
  const values = Object.values(newValues).map((newValue, at) => `${newValue(parameter)} AS new_${columns[at]}`);
  const [row] = await sql.query<{ done: number; refused: number[] | null }>(
    `WITH valued AS MATERIALIZED (
       SELECT id, ${values.join(', ')} FROM ${table} WHERE business_id = $1 AND id = ANY($2::bigint[])),
     target AS (SELECT *, ${protection?.where ?? 'false'} AS is_refused FROM valued),
     changed AS (
       UPDATE ${table} AS row SET ${columns.map((column) => `${column} = new_${column}`).join(', ')}
         FROM target
        WHERE row.business_id = $1 AND row.id = target.id AND NOT is_refused
          AND (${columns.map((column) => `row.${column} IS DISTINCT FROM new_${column}`).join(' OR ')}))
     SELECT count(*) FILTER (WHERE NOT is_refused)::int AS done, array_agg(id ORDER BY id) FILTER (WHERE is_refused) AS refused
       FROM target`,
    parameters,
  );
  const { done, refused } = row!;
  return { done, refused: (refused ?? []).map((targetId) => ({ targetId, code: protection!.code })) };
}
