import type { DataSource } from 'typeorm';
import type { Sql } from '../../operations/definition.js';
import { inTransaction, query } from '../transaction.js';

/** A day as `YYYY-MM-DD`, in UTC. */
type Day = string;

/** The archive can take rows that are kept until this day. Where it could before, nothing is done. */
export async function makeArchivePartition(sql: Pick<Sql, 'query'>, day: Day): Promise<void> {
  await sql.query('SELECT make_archive_partition($1::date)', [day]);
}

/** Days whose archive has expired, the oldest first, and those that a purge has begun to drop. */
export async function expiredArchives(dataSource: DataSource): Promise<Day[]> {
  const found = await query<{ day: Day }>(
    dataSource,
    `SELECT expires_on::text AS day FROM archive_partitions
      WHERE expires_on < (clock_timestamp() AT TIME ZONE 'UTC')::date ORDER BY expires_on`,
  );
  return found.map(({ day }) => day);
}

/**
 * Decides that nothing is restored from this day any more. The registry's row is locked first: a restore that is being
 * accepted is waited for, and is seen then; one that comes later finds `dropping`.
 *
 * @returns false while a live job archives under this day or restores from it
 */
export function markArchiveAsDropping(dataSource: DataSource, day: Day): Promise<boolean> {
  return inTransaction(dataSource, async (sql) => {
    await sql.query('SELECT FROM archive_partitions WHERE expires_on = $1 FOR UPDATE', [day]);
    // A statement of its own: its snapshot is taken when the lock has been given.
    const marked = await sql.query(
      `UPDATE archive_partitions SET state = 'dropping'
        WHERE expires_on = $1 AND (state = 'dropping' OR NOT is_archive_in_use($1)) RETURNING 1`,
      [day],
    );
    return marked.length > 0;
  });
}

/** Drops what is marked. @throws the driver's error, also where running chunks keep the archive from being locked */
export async function dropArchive(dataSource: DataSource, day: Day): Promise<void> {
  await query(dataSource, 'SELECT drop_archive_partition($1::date)', [day]);
}
