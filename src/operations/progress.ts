import type { SentSpeed } from './row-state.js';

/** What a job has done so far. `processed = succeeded + failed + skipped`, always. */
export interface Counters {
  readonly processed: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING_DONE: Counters = { processed: 0, succeeded: 0, failed: 0, skipped: 0 };

export function addCounters(a: Counters, b: Counters): Counters {
  return {
    processed: a.processed + b.processed,
    succeeded: a.succeeded + b.succeeded,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** Share done in percent with one decimal; a job without targets is done. Null while the total is not known. */
export function percentage(processed: number, total: number | null): number | null {
  if (total === null) return null;
  if (total === 0) return 100;
  return Math.min(100, Math.floor((processed / total) * 1000) / 10);
}

/** How fast a job is, up to its latest batch, as its row counts it. */
export interface Pace {
  /** Time at work or at rest between batches, in ms: no pauses, and no time in which nobody was there to work. */
  readonly workedMs: number;
  /**
   * Targets per second, weighted by e^(-age / 1 min) and summed up from nothing: `recentPerSecond` makes up for what is missing
   * at the beginning. Null in jobs that began before this was counted.
   */
  readonly recentPerSecond: number | null;
}

const MINUTE_MS = 60_000;
/** Time at work and rest that must be behind a job before its rate says anything about what is to come. */
const MEANINGFUL_MS = 2_000;

/**
 * Mean targets per second since the job began; null before anything is done. The rest that follows a batch is part of its
 * time: without it the first batch of 20 in 0.2 s before a rest of 5 s would be 100 a second.
 *
 * @param restMs the rest after the latest batch
 */
export function meanPerSecond(processed: number, { workedMs }: Pace, restMs: number): number | null {
  const timeMs = workedMs + restMs;
  return processed > 0 && workedMs > 0 ? rounded((processed / timeMs) * 1000) : null;
}

/** Targets per second of about the last minute of work and rest; null while nothing is known. */
export function recentPerSecond(pace: Pace, restMs: number): number | null {
  const recent = recentRate(pace, restMs);
  return recent === null ? null : rounded(recent);
}

/**
 * Seconds until the rest is done at the rate of the last minute, rounded up; null until that means something. A job that was
 * slowed down cannot be faster than one batch of each stream in each rest, whatever it did in the last minute.
 */
export function etaSeconds(
  processed: number,
  total: number | null,
  pace: Pace,
  { batchSize, throttleMs, parallelism = 1 }: SentSpeed,
): number | null {
  const timeMs = pace.workedMs + throttleMs;
  if (total === null || processed <= 0 || timeMs < MEANINGFUL_MS) return null;
  const recent = recentRate(pace, throttleMs) ?? (processed / timeMs) * 1000;
  const isLimited = throttleMs > 0 && batchSize !== 'auto';
  const rate = Math.min(recent, isLimited ? ((parallelism * batchSize) / throttleMs) * 1000 : Infinity);
  return rate > 0 ? Math.ceil(Math.max(0, total - processed) / rate) : null;
}

/** An average with exponential weights, its start corrected as in Kingma and Ba, "Adam" (2015), section 3. */
function recentRate({ workedMs, recentPerSecond: sum }: Pace, restMs: number): number | null {
  if (sum === null || workedMs <= 0) return null;
  return (sum * Math.exp(-restMs / MINUTE_MS)) / (1 - Math.exp(-(workedMs + restMs) / MINUTE_MS));
}

function rounded(rate: number): number {
  return Math.round(rate * 10) / 10;
}

/** A text bar of `width` cells for the Web UI and terminals. */
export function progressBar(processed: number, total: number | null, width = 20): string {
  const share = percentage(processed, total) ?? 0;
  const filled = Math.round((share / 100) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
