import type { FetchFailureCode } from '../../recordings/fetch-failure.js';
import { type StoredFile, TOUCH_LAST_PLAYED_SECONDS } from '../../recordings/recording.js';
import type { StorageKey } from '../../recordings/storage/storage-key.js';
import type { Business } from '../business.js';

export interface CallRow {
  readonly id: number;
  readonly callSid: string;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
  readonly durationSeconds: number;
  readonly hasRecording: boolean;
  readonly createdAt: Date;
}

/** Calls of a business, newest first, below `beforeId`. */
export function listCalls(business: Business, beforeId: number, limit: number): Promise<CallRow[]> {
  return business.query<CallRow>(
    `SELECT id, call_sid AS "callSid", from_number AS "fromNumber", to_number AS "toNumber",
            duration AS "durationSeconds", has_recording AS "hasRecording", created_at AS "createdAt"
       FROM calls WHERE business_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
    [business.id, beforeId, limit],
  );
}

/** What a click on "play" finds. */
export interface PlayableRecording {
  readonly hasRecording: boolean;
  readonly stored: StoredFile | null;
  /** A final failure, and how long it is still answered, in ms; 0 or less: no longer. */
  readonly failed: { readonly failure: FetchFailureCode; readonly forMs: number } | null;
  /** `last_played_at` is older than a stream of it keeps it: whoever plays it now writes it first. */
  readonly isLastPlayedStale: boolean;
}

interface PlayableRow extends StoredFile {
  readonly hasRecording: boolean;
  readonly status: 'storing' | 'stored' | 'failed' | null;
  readonly failure: FetchFailureCode;
  readonly failedForMs: number;
  readonly isLastPlayedStale: boolean;
}

/**
 * Null when there is no such call in this business. One round trip: it is all that a click asks of PostgreSQL. Prepared: it
 * takes 0.3 ms then, and 0.7 ms when it is planned each time.
 */
export async function findPlayable(
  business: Business,
  callSid: string,
  failureSeconds: number,
): Promise<PlayableRecording | null> {
  const row = await business.firstPrepared<PlayableRow>(
    'find_playable',
    `SELECT c.has_recording AS "hasRecording", r.status, r.bytes, r.content_type AS "contentType", r.sha256, r.failure,
            (extract(epoch FROM r.failed_at - clock_timestamp()) + $3) * 1000 AS "failedForMs",
            coalesce(r.last_played_at < clock_timestamp() - make_interval(secs => $4), true) AS "isLastPlayedStale"
       FROM calls c LEFT JOIN recordings r ON r.business_id = c.business_id AND r.call_sid = c.call_sid
      WHERE c.business_id = $1 AND c.call_sid = $2`,
    [business.id, callSid, failureSeconds, TOUCH_LAST_PLAYED_SECONDS],
  );
  if (!row) return null;
  const { hasRecording, status, bytes, contentType, sha256, failure, failedForMs, isLastPlayedStale } = row;
  return {
    hasRecording,
    stored: status === 'stored' ? { bytes, contentType, sha256 } : null,
    failed: status === 'failed' ? { failure, forMs: Number(failedForMs) } : null,
    isLastPlayedStale,
  };
}

/** Writes that it is being played now, which keeps its file. False when the file is gone, or another one by now. */
export async function touchLastPlayed(business: Business, { callSid, sha256 }: StorageKey): Promise<boolean> {
  const rows = await business.query(
    `UPDATE recordings SET last_played_at = clock_timestamp()
      WHERE business_id = $1 AND call_sid = $2 AND sha256 = $3 AND status = 'stored' RETURNING 1`,
    [business.id, callSid, sha256],
  );
  return rows.length > 0;
}
