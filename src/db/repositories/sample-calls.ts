import { createHash } from 'node:crypto';
import type { Business } from '../business.js';

/** Business → how many calls it gets. */
const CALLS: Readonly<Record<number, number>> = { 1: 36, 2: 12 };

/** One that plays well takes this long to come, the time that a person clicks again in. */
const SLOW_MS = 1_700;

export interface SampleCall {
  /** What is special about it; `plain` calls are played as they are. */
  readonly kind: 'shared' | 'without-recording' | 'not-found' | 'slow' | 'long' | 'plain';
  readonly callSid: string;
  /** Path and query at the stand-in for the provider. */
  readonly recordingPath: string | null;
  readonly fromNumber: string;
  readonly toNumber: string;
  readonly durationSeconds: number;
  readonly hoursAgo: number;
}

/**
 * Invented calls of a business, the oldest first, the same each time. One was not recorded, one recording is gone at the
 * provider, one comes slowly, one is long; and one call has its `callSid` in every business, and another recording there.
 */
export function sampleCalls(businessId: number): SampleCall[] {
  const count = CALLS[businessId] ?? 0;
  return Array.from({ length: count }, (_, index) => {
    const kind = kindOf(count - index);
    const callSid = sidOf(kind === 'shared' ? 'of every business' : `${businessId}/${index}`);
    const durationSeconds = kind === 'long' ? 600 : kind === 'shared' ? 20 : 5 + ((index * 37) % 85);
    // Nobody can be reached: 555 is no area code in service.
    const customer = `+1555${String(2_000_000 + businessId * 1000 + index).padStart(7, '0')}`;
    const own = `+1555${String(1_000_000 + businessId).padStart(7, '0')}`;
    const isOutbound = index % 3 === 0;
    return {
      ...{ kind, callSid, durationSeconds, hoursAgo: (count - index) * 5 },
      recordingPath: pathOf(
        kind,
        `business-${businessId}/${callSid}.${index % 2 === 0 ? 'mp3' : 'wav'}`,
        durationSeconds,
      ),
      fromNumber: isOutbound ? own : customer,
      toNumber: isOutbound ? customer : own,
    };
  });
}

/** @param rank from 1, the newest */
function kindOf(rank: number): SampleCall['kind'] {
  const special = { 2: 'slow', 4: 'not-found', 5: 'without-recording', 7: 'shared', 9: 'long' } as const;
  return special[rank as keyof typeof special] ?? 'plain';
}

function pathOf(kind: SampleCall['kind'], name: string, seconds: number): string | null {
  if (kind === 'without-recording') return null;
  if (kind === 'not-found') return `/status/${name}?code=404`;
  if (kind === 'slow') return `/slow/${name}?seconds=${seconds}&ms=${SLOW_MS}`;
  return `/ok/${name}?seconds=${seconds}`;
}

/** As Twilio names a call. */
function sidOf(call: string): string {
  return `CA${createHash('sha256').update(`sample call ${call}`).digest('hex').slice(0, 32)}`;
}

/**
 * Makes the sample calls of a business; those that are there already point to this provider afterwards, wherever they
 * pointed before.
 *
 * @param recordingsUrl base address of the stand-in for the telephony provider
 * @returns how many were made or changed
 */
export async function fillCalls(business: Business, recordingsUrl: string): Promise<number> {
  const base = recordingsUrl.replace(/\/+$/, '');
  const rows = sampleCalls(business.id).map((call) => ({
    ...call,
    recordingUrl: call.recordingPath === null ? null : `${base}${call.recordingPath}`,
  }));
  const changed = await business.transaction((sql) =>
    sql.query(
      `INSERT INTO calls (business_id, call_sid, recording_url, from_number, to_number, duration, created_at)
       SELECT $1, "callSid", "recordingUrl", "fromNumber", "toNumber", "durationSeconds",
              now() - "hoursAgo" * interval '1 hour'
         FROM jsonb_to_recordset($2) AS call ("callSid" text, "recordingUrl" text, "fromNumber" text, "toNumber" text,
                                              "durationSeconds" integer, "hoursAgo" integer)
        ORDER BY "hoursAgo" DESC
       ON CONFLICT (business_id, call_sid) DO UPDATE SET recording_url = EXCLUDED.recording_url
        WHERE calls.recording_url IS DISTINCT FROM EXCLUDED.recording_url
       RETURNING id`,
      [business.id, JSON.stringify(rows)],
    ),
  );
  return changed.length;
}
