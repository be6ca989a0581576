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

/** Mean targets per second since the job began; null where too little time has passed to say anything. */
export function ratePerSecond(processed: number, elapsedMs: number): number | null {
  if (elapsedMs < 1) return null;
  return Math.round((processed / elapsedMs) * 10_000) / 10;
}

/** Seconds until the rest is done at the mean rate so far, rounded up; null while nothing is known. */
export function etaSeconds(processed: number, total: number | null, elapsedMs: number): number | null {
  if (total === null || processed <= 0 || elapsedMs < 1) return null;
  return Math.ceil(((total - processed) * elapsedMs) / processed / 1000);
}

/** A text bar of `width` cells for the Web UI and terminals. */
export function progressBar(processed: number, total: number | null, width = 20): string {
  const share = percentage(processed, total) ?? 0;
  const filled = Math.round((share / 100) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
