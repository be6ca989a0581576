import type { RowsDefinition } from '../../src/operations/definition.js';
import { canaryIncrement } from './canary.js';

/** Waits until four chunks hold their rows, for 2 s at most: the last ones of a job are fewer. */
const UNTIL_ALL_HOLD_ROWS = `DO $$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(40, 1);
    FOR look IN 1..40 LOOP
      EXIT WHEN 4 <= (SELECT count(*) FROM pg_locks
                       WHERE locktype = 'advisory' AND classid = 40 AND objid = 1
                         AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
      PERFORM pg_sleep(0.05);
    END LOOP;
  END $$`;

/**
 * An operation as nobody should write it: while it holds the rows of its chunk it locks others, half of the business away. Where
 * a job has several streams, each comes to want the rows that another one holds, and PostgreSQL ends one of them with a
 * deadlock (40P01). It counts its acts in `shuffled`.
 */
export const canaryShuffle: RowsDefinition = {
  ...canaryIncrement,
  type: 'canary_shuffle',
  summary: 'Shuffle canaries',
  async act(sql, { businessId, ids }) {
    const [row] = await sql.query<{ shuffled: number }>(
      `WITH shuffled AS (UPDATE canaries SET shuffled = shuffled + 1
                          WHERE business_id = $1 AND id = ANY($2::bigint[]) RETURNING 1)
       SELECT count(*)::int AS shuffled FROM shuffled`,
      [businessId, ids],
    );
    await sql.query(UNTIL_ALL_HOLD_ROWS);
    await sql.query(
      `WITH whole AS (SELECT min(id) AS first, count(*) AS size FROM canaries WHERE business_id = $1)
       SELECT FROM canaries, whole
        WHERE business_id = $1
          AND id IN (SELECT first + (own - first + size / 2) % size FROM unnest($2::bigint[]) AS own)
        ORDER BY id DESC FOR UPDATE OF canaries`,
      [businessId, ids],
    );
    return { done: row!.shuffled, refused: [] };
  },
};
