import type { MigrationInterface, QueryRunner } from 'typeorm';

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
  readonly name = 'CreateRecordingFinders1764000000015';

  async up(runner: QueryRunner): Promise<void> {
    // The order of last use, with the sizes in it: the finder reads no table.
    await runner.query(`
      CREATE INDEX recordings_used_at ON recordings
        ((greatest(last_played_at, fetched_at)) DESC, business_id, call_sid) INCLUDE (bytes) WHERE sha256 IS NOT NULL`);
    for (const [table, columns] of Object.entries(SEEN)) {
      await runner.query(`GRANT SELECT (${columns}) ON ${table} TO bulkgate_finder`);
      await runner.query(`CREATE POLICY finder ON ${table} FOR SELECT TO bulkgate_finder USING (true)`);
    }
    // As in CreateFinders: first what nobody may do, then the gift, for which its receiver must be able to make one there.
    await runner.query('GRANT CREATE ON SCHEMA public TO bulkgate_finder');
    for (const [signature, body] of Object.entries(FINDERS)) {
      await runner.query(`
        CREATE FUNCTION ${signature} RETURNS TABLE (business_id integer, call_sid text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ ${body} $$`);
      await runner.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
      await runner.query(`GRANT EXECUTE ON FUNCTION ${signature} TO bulkgate_worker`);
      await runner.query(`ALTER FUNCTION ${signature} OWNER TO bulkgate_finder`);
    }
    await runner.query('REVOKE CREATE ON SCHEMA public FROM bulkgate_finder');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of Object.keys(FINDERS)) await runner.query(`DROP FUNCTION ${signature}`);
    for (const [table, columns] of Object.entries(SEEN)) {
      await runner.query(`DROP POLICY finder ON ${table}`);
      await runner.query(`REVOKE SELECT (${columns}) ON ${table} FROM bulkgate_finder`);
    }
    await runner.query('DROP INDEX recordings_used_at');
  }
}
