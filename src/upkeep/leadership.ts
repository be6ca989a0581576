import pg from 'pg';
import { withinMs } from '../observability/time-limit.js';

/**
 * Keys of the advisory locks that make one process active per pass. Arbitrary, but the same in every version. The purge
 * and the questions to providers have their own: they may take minutes, in which jobs must still be reconciled.
 */
const LOCK_KEYS = { reconcile: 0x62756c6b, purge: 0x62756c6c, 'ask providers': 0x62756c6d }; // "bulk", "bull", "bulm"

/** A PostgreSQL that does not answer for so long is taken for lost. */
const SILENT_AFTER_MS = 10_000;

/**
 * Runs one pass if no other process is at it. The lock lives in a transaction on a connection of its own whose
 * `idle_in_transaction_session_timeout` is 10 s: a frozen holder loses its session, and with it the lock, while its
 * settles (on other connections) are compare-and-sets that do no harm if they come late.
 *
 * The signal aborts when the session is lost, so that a long pass does not go on beside the next leader's.
 *
 * @returns false when another process holds the lock
 */
export async function asLeader(
  connection: pg.ClientConfig,
  pass: (signal: AbortSignal) => Promise<void>,
  work: keyof typeof LOCK_KEYS = 'reconcile',
): Promise<boolean> {
  const client = new pg.Client({
    ...connection,
    options: '-c idle_in_transaction_session_timeout=10000',
    connectionTimeoutMillis: SILENT_AFTER_MS,
    // With `pipeline` a query that takes longer destroys the connection, and `end` has nothing left to wait for.
    query_timeout: SILENT_AFTER_MS,
    pipeline: true,
  });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  await client.connect();
  // A pass longer than the time-out must say that it is alive, or it would look frozen.
  let pulse: NodeJS.Timeout | undefined;
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ won: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS won', [
      LOCK_KEYS[work],
    ]);
    if (!rows[0]?.won) return false;
    pulse = setInterval(() => void client.query('SELECT 1').catch(() => lost.abort()), 3_000);
    await pass(lost.signal);
    return true;
  } finally {
    clearInterval(pulse);
    await withinMs(client.end(), SILENT_AFTER_MS).catch(() => undefined);
  }
}
