import pg from 'pg';

/** Key of the advisory lock that makes one reconciler active per pass. Arbitrary, but the same in every version. */
const LOCK_KEY = 0x62756c6b; // "bulk"

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
): Promise<boolean> {
  const client = new pg.Client({ ...connection, options: '-c idle_in_transaction_session_timeout=10000' });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  await client.connect();
  // A pass longer than the time-out must say that it is alive, or it would look frozen.
  let pulse: NodeJS.Timeout | undefined;
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ won: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS won', [LOCK_KEY]);
    if (!rows[0]?.won) return false;
    pulse = setInterval(() => void client.query('SELECT 1').catch(() => lost.abort()), 3_000);
    await pass(lost.signal);
    return true;
  } finally {
    clearInterval(pulse);
    await client.end().catch(() => undefined);
  }
}
