import type { GateKeeper, HeldGate } from './gate-keeper.js';

export interface HeartbeatOptions {
  readonly held: HeldGate;
  readonly heartbeatTimeoutSeconds: number;
  /** Sends Temporal's heartbeat. */
  readonly beat: () => void;
}

/** Beats per lifetime, so that two may be late. */
const BEATS_PER_LIFETIME = 3;

/**
 * Runs `work` and beats meanwhile: at least every min(lock TTL, heartbeat timeout)/3, and when `work` says that it has come
 * further. One beat is Temporal's heartbeat, sent first, and the refresh of the gate's TTL. The beat stops with the work: a
 * frozen or dead worker keeps nothing alive.
 *
 * At the begin the gate alone is refreshed: the server counts the heartbeat timeout from the start of the attempt, so a
 * heartbeat then says nothing new, and the SDK holds back the end of the attempt until the server has written it down
 * (a fifth of the server's work for a batch).
 *
 * Work and first refresh run side by side; the ledger and the job's row make that safe, and a batch saves a round trip.
 * The result is handed out only when the gate is settled: while it is contested the batch waits here, still beating.
 *
 * @throws what `work` throws, or `GateLost` / `JobNotLive` of the gate keeper, which goes first
 */
export async function withHeartbeat<T>(
  keeper: GateKeeper,
  { held, heartbeatTimeoutSeconds, beat }: HeartbeatOptions,
  work: (beatNow: () => void) => Promise<T>,
): Promise<T> {
  let refreshedAtMs = 0;
  let keeping: Promise<void> | null = null;
  let lost: { error: unknown } | null = null;
  const refresh = (): void => {
    refreshedAtMs = performance.now();
    // One at a time: a slow Redis must not pile them up, and a contest is fought once.
    keeping ??= keeper
      .keep(held)
      .then(
        () => (lost = null),
        (error: unknown) => (lost = { error }),
      )
      .then(() => void (keeping = null));
  };
  const everyMs = (Math.min(held.ttlSeconds, heartbeatTimeoutSeconds) * 1000) / BEATS_PER_LIFETIME;
  const beatNow = (): void => {
    beat();
    if (performance.now() - refreshedAtMs >= (held.ttlSeconds * 1000) / BEATS_PER_LIFETIME) refresh();
  };
  const timer = setInterval(() => {
    beat();
    refresh();
  }, everyMs);
  refresh();
  try {
    const [result] = await Promise.allSettled([work(beatNow)]);
    if (keeping) await (keeping as Promise<void>);
    if (lost) throw (lost as { error: unknown }).error;
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  } finally {
    clearInterval(timer);
  }
}
