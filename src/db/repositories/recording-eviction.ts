import type { DataSource } from 'typeorm';
import { EVICTION_SPARES_SECONDS, type RecordingId } from '../../recordings/recording.js';
import type { Business } from '../business.js';
import { query } from '../transaction.js';

const FOUND = 'business_id AS "businessId", call_sid AS "callSid"';
const USED_AT = 'greatest(last_played_at, fetched_at)';
/** Per pass and reason; what is more waits for the next one. */
const AT_MOST = 500;

/** Recordings of every business that are to go: those beyond the quota, longest unused first, and those without a call. */
export async function findEvictable(dataSource: DataSource, maxStoredBytes: number): Promise<RecordingId[]> {
  const [overQuota, withoutCall] = await Promise.all([
    query<RecordingId>(dataSource, `SELECT ${FOUND} FROM find_recordings_over_quota($1, $2, $3)`, [
      maxStoredBytes,
      EVICTION_SPARES_SECONDS,
      AT_MOST,
    ]),
    query<RecordingId>(dataSource, `SELECT ${FOUND} FROM find_recordings_without_call($1, $2)`, [
      ...[EVICTION_SPARES_SECONDS, AT_MOST],
    ]),
  ]);
  return [...overQuota, ...withoutCall];
}

/**
 * Removes a recording, unless it was played meanwhile or somebody else is at its row. The file goes while the row is
 * locked: whoever tells that he plays it, or stores it anew, waits for the end of this. Where COMMIT fails after the file
 * went, the row names a file that is not there, and the next click fetches it.
 *
 * @param removeFile of the file with this checksum; must be quick, the transaction waits for it
 * @returns whether it went
 */
export function evict(
  business: Business,
  callSid: string,
  removeFile: (sha256: string) => Promise<void>,
): Promise<boolean> {
  return business.transaction(async (sql) => {
    const [row] = await sql.query<{ sha256: string | null }>(
      `SELECT sha256 FROM recordings
        WHERE business_id = $1 AND call_sid = $2
          AND coalesce(${USED_AT} < clock_timestamp() - make_interval(secs => $3), true)
          FOR UPDATE SKIP LOCKED`,
      [business.id, callSid, EVICTION_SPARES_SECONDS],
    );
    if (!row) return false;
    if (row.sha256 !== null) await removeFile(row.sha256);
    await sql.query('DELETE FROM recordings WHERE business_id = $1 AND call_sid = $2', [business.id, callSid]);
    return true;
  });
}
