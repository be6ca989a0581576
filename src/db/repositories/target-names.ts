import type { TargetTable } from '../../operations/definition.js';
import type { Business } from '../business.js';

/** What a person calls a target; null where it is gone. */
export async function findTargetName(
  business: Business,
  { table, nameOf }: TargetTable,
  id: number,
): Promise<string | null> {
  const row = await business.first<{ name: string }>(
    `SELECT ${nameOf} AS name FROM ${table} WHERE business_id = $1 AND id = $2`,
    [business.id, id],
  );
  return row?.name ?? null;
}
