import type { Business } from '../business.js';
import { v7 as uuidV7 } from 'uuid';

/** Opens a staging area for a business: its header, committed at once, so that what follows can be swept. */
export async function openStaging(business: Business): Promise<string> {
  const stagingId = uuidV7();
  await business.query('INSERT INTO staged_selections (id, business_id) VALUES ($1, $2)', [stagingId, business.id]);
  return stagingId;
}

/**
 * Adds ids; an id given twice counts once. Each call is a transaction of its own: 1,000,000 ids in one would hold a
 * snapshot and a connection for as long as the client takes to send them.
 *
 * @returns how many of them were new
 */
export async function stageIds(business: Business, stagingId: string, ids: readonly number[]): Promise<number> {
  const [row] = await business.query<{ added: number }>(
    `WITH added AS (
       INSERT INTO staged_ids (staging_id, target_id, business_id)
       SELECT $1, target_id, $3 FROM unnest($2::bigint[]) AS target_id ORDER BY target_id
       ON CONFLICT DO NOTHING RETURNING 1)
     SELECT count(*)::int AS added FROM added`,
    [stagingId, ids, business.id],
  );
  return row!.added;
}

/** Removes a staging area without a job: header first, so that no acceptance can still pick it up. */
export async function discardStaging(business: Business, stagingId: string): Promise<void> {
  await business.transaction(async (sql) => {
    const gone = await sql.query(
      'DELETE FROM staged_selections WHERE id = $1 AND business_id = $2 AND job_id IS NULL RETURNING 1',
      [stagingId, business.id],
    );
    if (gone.length === 0) return;
    await sql.query('DELETE FROM staged_ids WHERE staging_id = $1 AND business_id = $2', [stagingId, business.id]);
  });
}
