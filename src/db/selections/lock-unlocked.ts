import type { Sql, SqlCondition } from '../../operations/definition.js';
import { TargetIds } from '../../operations/target-ids.js';

/**
 * Locks those of the targets that nobody else has locked.
 *
 * @param condition its parameters numbered from $3
 */
export async function lockUnlocked(
  sql: Sql,
  { table, businessId }: { readonly table: string; readonly businessId: number },
  condition: SqlCondition,
  ids: TargetIds,
): Promise<{ ids: TargetIds; locked: readonly number[] }> {
  const matching = `SELECT id FROM ${table} WHERE business_id = $1 AND id = ANY($2::bigint[]) AND (${condition.sql})`;
  const matchingOf = (some: TargetIds, forUpdate: string) =>
    sql.query<{ id: number }>(`${matching} ORDER BY id ${forUpdate}`, [businessId, some, ...condition.parameters]);
  const unlocked = new Set((await matchingOf(ids, 'FOR UPDATE SKIP LOCKED')).map(({ id }) => id));
  const passedOver = ids.toArray().filter((id) => !unlocked.has(id));
  if (passedOver.length === 0) return { ids, locked: [] };
  // A statement of its own, which sees what was committed meanwhile: a row that is gone or no longer matches is skipped.
  const locked = await matchingOf(TargetIds.of(passedOver), '');
  const own = TargetIds.of(ids.toArray().filter((id) => unlocked.has(id)));
  return { ids: own, locked: locked.map(({ id }) => id) };
}
