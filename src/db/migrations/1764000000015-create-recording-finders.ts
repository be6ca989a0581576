import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction, hiddenFromFinders, visibleToFinders } from './definer-function.js';

/** The columns that the finders read, of which table: `bulkgate_finder` sees nothing else. */
const SEEN = {
  calls: 'business_id, call_sid',
  recordings: 'business_id, call_sid, bytes, sha256, fetched_at, last_played_at',
} as const;

const USED_AT = 'greatest(r.last_played_at, r.fetched_at)';

/**
 * Functions that look for recordings to remove over all businesses, because all share one quota: they give business and
 * call and nothing else. `spare_seconds`: what was played or fetched so recently is left alone, it may be playing.
 */
const FINDERS = {
  // Of the files in the order of their last use, those that lie beyond the quota.
  'find_recordings_over_quota(max_bytes bigint, spare_seconds integer, at_most integer)': `
    SELECT ranked.business_id, ranked.call_sid
      FROM (SELECT r.business_id, r.call_sid, ${USED_AT} AS used_at,
                   sum(r.bytes) OVER (ORDER BY ${USED_AT} DESC, r.business_id, r.call_sid) AS bytes_up_to_it
              FROM public.recordings r WHERE r.sha256 IS NOT NULL) ranked
     WHERE ranked.bytes_up_to_it > max_bytes
       AND ranked.used_at < clock_timestamp() - make_interval(secs => spare_seconds)
     ORDER BY ranked.used_at, ranked.business_id, ranked.call_sid LIMIT at_most`,
  // A call was deleted: nobody can play its recording any more.
  'find_recordings_without_call(spare_seconds integer, at_most integer)': `
    SELECT r.business_id, r.call_sid FROM public.recordings r
     WHERE NOT EXISTS (SELECT FROM public.calls c WHERE c.business_id = r.business_id AND c.call_sid = r.call_sid)
       AND (r.fetched_at IS NULL OR ${USED_AT} < clock_timestamp() - make_interval(secs => spare_seconds))
     LIMIT at_most`,
} as const;

export class CreateRecordingFinders1764000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(visibleToFinders(SEEN));
    const returns = 'TABLE (business_id integer, call_sid text)';
    for (const [signature, body] of Object.entries(FINDERS)) {
      await runner.query(
        definerFunction({ signature, returns, body, owner: 'bulkgate_finder', callers: 'bulkgate_worker' }),
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of Object.keys(FINDERS)) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query(hiddenFromFinders(SEEN));
  }
}
