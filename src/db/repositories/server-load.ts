import type { DataSource } from 'typeorm';
import type { ServerLoad } from '../../load/probes.js';
import { inTransaction } from '../transaction.js';

/** Numbers alone, and nothing of any one session: the function's owner sees more than the role that asks. */
export function readServerLoad(dataSource: DataSource, timeoutMs: number): Promise<ServerLoad> {
  return inTransaction(dataSource, async (sql) => {
    // Sent together, in one round trip. A look that nobody waits for any more must not stay at work. Waited for together as
    // well: where the connection is cut both fail, and a failure that nobody waits for yet ends the process.
    const [, [load]] = await Promise.all([
      sql.query('SELECT set_config($1, $2, true)', ['statement_timeout', String(timeoutMs)]),
      sql.query<ServerLoad>(
        `SELECT blocked_sessions AS "blockedSessions", lock_waits AS "lockWaits",
                active_connections_percent AS "activeConnectionsPercent", replication_lag_mb AS "replicationLagMb"
           FROM server_load()`,
      ),
    ]);
    return load!;
  });
}
