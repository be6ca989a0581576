/** What may ask a job to wait: the database, a provider of messages, or its canary. The names are those of the metric. */
export type HoldKind =
  | ('lock_waits' | 'blocked_sessions' | 'active_connections' | 'replication_lag' | 'slow_chunks')
  | ('provider_pace' | 'lost_answer' | 'canary');

/** Why a job is to wait: no failure of the job. */
export interface Hold {
  readonly kind: HoldKind;
  /** In words for people, with the number that was found and its limit. Never row data. */
  readonly reason: string;
}

/** A job that waits: all its streams do. Plain JSON, carried over a roll-over. */
export interface HeldJob {
  readonly reason: string;
  /** In ms since the epoch, as the next one. */
  readonly sinceMs: number;
  readonly nextLookAtMs: number;
  /** That have found a hold since the job last went on. */
  readonly looks: number;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** How long a job waits before it looks again: 1 s, 2 s, 4 s and so on. */
export function holdWaitMs(held: HeldJob | undefined): number {
  return Math.min(FIRST_WAIT_MS * 2 ** Math.min(held?.looks ?? 0, 5), LONGEST_WAIT_MS);
}

/** @param waitMs of `holdWaitMs` */
export function isHeldAlready(waitMs: number): boolean {
  return waitMs > FIRST_WAIT_MS;
}

/** @param held before the look that has found the hold */
export function afterLook(held: HeldJob | undefined, { reason }: Hold, nowMs: number): HeldJob {
  return {
    reason,
    sinceMs: held?.sinceMs ?? nowMs,
    nextLookAtMs: nowMs + holdWaitMs(held),
    looks: (held?.looks ?? 0) + 1,
  };
}
