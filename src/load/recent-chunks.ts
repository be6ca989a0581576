const WINDOW_MS = 30_000;
const LEAST = 20;
const MOST = 500;

/**
 * How long the chunks of this process took in the last 30 s, over all jobs.
 *
 * A job whose own chunks are slow (10,000 rows at once, a costly trigger) may meet the limit by itself. It cannot hold itself
 * for ever, because a hold takes away what it stands on:
 * - A job that waits does no chunks. After 30 s the window is empty, an empty window says nothing, and the job goes on.
 *   The looks of a hold come after 1, 2, 4, 8 and 16 s, so that is the fifth look, or the sixth.
 * - Fewer than 20 chunks say nothing either: a job that goes on does 20 of them before it may have to wait again. One stream
 *   whose chunks all take more than 1.5 s never has 20 in a window, and never waits for itself.
 *
 * Rejected: comparing a chunk with those of the same job before it. A database that becomes slow and stays so is the usual
 * one after a while, and a job that begins on a slow one never waits.
 */
export class RecentChunks {
  readonly #chunks: { readonly atMs: number; readonly ms: number }[] = [];

  add(ms: number, atMs: number): void {
    this.#chunks.push({ atMs, ms });
    if (this.#chunks.length > MOST) this.#chunks.shift();
  }

  /** In ms; 0 where there were too few to say. */
  p95(nowMs: number): number {
    const recent = this.#chunks.filter(({ atMs }) => nowMs - atMs < WINDOW_MS).map(({ ms }) => ms);
    if (recent.length < LEAST) return 0;
    recent.sort((a, b) => a - b);
    return recent[Math.ceil(recent.length * 0.95) - 1]!;
  }
}
