/** What may ask a job to wait. The names are those of the metric. */
export type HoldKind = 'lock_waits' | 'blocked_sessions' | 'active_connections' | 'replication_lag' | 'slow_chunks';

/** Why a job is to wait for the database: no failure of the job. */
export interface Hold {
  readonly kind: HoldKind;
  /** In words for people, with the number that was found and its limit. Never row data. */
  readonly reason: string;
}

const LONGEST_WAIT_MS = 30_000;

/**
 * How long a job waits before it looks again.
 *
 * @param looks that have found a hold since the job last went on, the newest one included
 */
export function holdWaitMs(looks: number): number {
  return Math.min(1_000 * 2 ** Math.min(looks - 1, 5), LONGEST_WAIT_MS);
}
