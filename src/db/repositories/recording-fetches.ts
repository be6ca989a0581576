import type { Business } from '../business.js';
import type { FetchFailureCode } from '../../recordings/fetch-failure.js';
import type { StoredFile } from '../../recordings/recording.js';

/** What a fetch begins with. */
export interface FetchableRecording {
  /** Null for a call that was not recorded. */
  readonly url: string | null;
  /** What the row says is in the storage. */
  readonly stored: StoredFile | null;
  /** A final failure whose time of not being tried again has not run out. */
  readonly failed: FetchFailureCode | null;
}

/** Failed so recently that nobody may try again yet. */
const IS_FAILED = (seconds: string): string =>
  `(r.status = 'failed' AND r.failed_at > clock_timestamp() - make_interval(secs => ${seconds}))`;

interface FetchableRow extends StoredFile {
  readonly url: string | null;
  readonly isStored: boolean;
  readonly failed: FetchFailureCode | null;
}

/** Null when there is no such call in this business. */
export async function readFetchable(
  business: Business,
  callSid: string,
  failureSeconds: number,
): Promise<FetchableRecording | null> {
  const row = await business.first<FetchableRow>(
    `SELECT c.recording_url AS url, r.status IS NOT DISTINCT FROM 'stored' AS "isStored",
            r.bytes, r.content_type AS "contentType", r.sha256,
            CASE WHEN ${IS_FAILED('$3')} THEN r.failure END AS failed
       FROM calls c LEFT JOIN recordings r ON r.business_id = c.business_id AND r.call_sid = c.call_sid
      WHERE c.business_id = $1 AND c.call_sid = $2`,
    [business.id, callSid, failureSeconds],
  );
  if (!row) return null;
  const { url, isStored, bytes, contentType, sha256, failed } = row;
  return { url, stored: isStored ? { bytes, contentType, sha256 } : null, failed };
}

/**
 * Writes that a file is about to be put into the storage, before it is: no file is there without a row that tells of it.
 *
 * @returns the checksum of the file that the row told of before, or null; undefined when the call is gone
 */
export async function beginStoring(
  business: Business,
  callSid: string,
  { bytes, contentType, sha256 }: StoredFile,
): Promise<string | null | undefined> {
  const row = await business.first<{ before: string | null }>(
    `INSERT INTO recordings AS r (business_id, call_sid, status, bytes, content_type, sha256, fetched_at)
     SELECT c.business_id, c.call_sid, 'storing', $3::bigint, $4, $5, clock_timestamp()
       FROM calls c WHERE c.business_id = $1 AND c.call_sid = $2
     ON CONFLICT (business_id, call_sid) DO UPDATE
       SET status = 'storing', bytes = excluded.bytes, content_type = excluded.content_type, sha256 = excluded.sha256,
           fetched_at = excluded.fetched_at, failure = NULL, failed_at = NULL
     RETURNING (SELECT b.sha256 FROM recordings b WHERE b.business_id = $1 AND b.call_sid = $2) AS before`,
    [business.id, callSid, bytes, contentType, sha256],
  );
  return row?.before;
}

/** The file is whole and in its place. False when another attempt has begun to store another file since. */
export async function markStored(business: Business, callSid: string, sha256: string): Promise<boolean> {
  const rows = await business.query(
    `UPDATE recordings SET status = 'stored', failure = NULL, failed_at = NULL
      WHERE business_id = $1 AND call_sid = $2 AND sha256 = $3 RETURNING 1`,
    [business.id, callSid, sha256],
  );
  return rows.length > 0;
}

/**
 * Writes why it was not fetched, unless that was written a moment ago: repeating it would put the next try off. A file that the row still tells of is missing or not whole; the eviction removes it.
 */
export async function recordFetchFailure(
  business: Business,
  callSid: string,
  failure: FetchFailureCode,
  failureSeconds: number,
): Promise<void> {
  await business.query(
    `INSERT INTO recordings AS r (business_id, call_sid, status, failure, failed_at)
     SELECT c.business_id, c.call_sid, 'failed', $3, clock_timestamp()
       FROM calls c WHERE c.business_id = $1 AND c.call_sid = $2
     ON CONFLICT (business_id, call_sid) DO UPDATE
       SET status = 'failed', failure = excluded.failure, failed_at = excluded.failed_at
     WHERE NOT ${IS_FAILED('$4')}`,
    [business.id, callSid, failure, failureSeconds],
  );
}
