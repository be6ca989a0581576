import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction } from './definer-function.js';

/**
 * How loaded the server is, for the probes of the workers: numbers of sessions, and nothing of any one of them.
 *
 * - Sessions that wait for a lock: those of this database, of other programs than the worker that asks, that have waited for
 *   over 1 s. Without advisory locks: programs wait for those for hours, to become a leader.
 * - A worker's sessions are known by their `application_name`: by their login a local stack cannot tell them from others.
 * - Only a replica that streams counts. One that catches up after an outage may have hours to go, and a backup replays nothing.
 * - In bytes, because `replay_lag` stands still while a replica replays nothing at all.
 *
 * Names, databases and locks of other sessions are for everybody to see, their state and the replicas are not:
 * `bulkgate_finder` needs `pg_read_all_stats` for them. Where the owner cannot give it, those two columns are null.
 */
const SERVER_LOAD = {
  signature: 'server_load()',
  returns: `TABLE (blocked_sessions integer, lock_waits integer, active_connections_percent integer,
                   replication_lag_mb integer)`,
  body: `
    WITH sessions AS MATERIALIZED (
      SELECT a.pid, a.state, a.backend_type, a.datname = current_database() AS is_here,
             a.application_name = current_setting('application_name') AS is_worker
        FROM pg_stat_activity a),
    waiting AS MATERIALIZED (
      SELECT DISTINCT l.pid FROM pg_locks l JOIN sessions s ON s.pid = l.pid
       WHERE NOT l.granted AND l.locktype <> 'advisory' AND l.waitstart < clock_timestamp() - interval '1 s'
         AND s.is_here AND NOT s.is_worker),
    rights AS (SELECT pg_has_role('pg_read_all_stats', 'USAGE') AS may_see)
    SELECT (SELECT count(DISTINCT w.pid) FROM waiting w, unnest(pg_blocking_pids(w.pid)) AS b (pid)
              JOIN sessions s ON s.pid = b.pid WHERE s.is_worker)::integer,
           (SELECT count(*) FROM waiting)::integer,
           CASE WHEN may_see THEN
             (SELECT count(*) * 100 / current_setting('max_connections')::integer FROM sessions s
               WHERE s.backend_type = 'client backend' AND s.state NOT IN ('idle', 'disabled'))::integer END,
           CASE WHEN may_see THEN
             (SELECT COALESCE(max(pg_wal_lsn_diff(pg_current_wal_lsn(), r.replay_lsn)) / 1048576, 0)
                FROM pg_stat_replication r WHERE r.state = 'streaming')::integer END
      FROM rights`,
  owner: 'bulkgate_finder',
  callers: 'bulkgate_worker',
} as const;

export class CreateServerLoad1764000000036 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$
      BEGIN
        GRANT pg_read_all_stats TO bulkgate_finder;
      EXCEPTION WHEN insufficient_privilege THEN
        RAISE WARNING 'bulkgate_finder may not see the load of the server: docs/operations.md says what to grant';
      END $$`);
    await runner.query(definerFunction(SERVER_LOAD));
  }

  /** The role belongs to the whole server, and another database of it may need the right. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SERVER_LOAD.signature}`);
  }
}
