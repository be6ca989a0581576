import { type MeasuredChunk, nextChunkSize } from './chunk-size.js';

/** Chunks that are looked back on: about two batches. */
const LATEST = 16;
/** Sizes tell something of the cost of a target where the largest is so many times the smallest. */
const SPREAD = 2;
/** What is known of the fixed cost fades by so much with each chunk that says nothing of it. */
const FADING = 0.97;
/** A chunk may take so many times its fixed cost: a third of its time is its targets' then. */
const WORTH = 1.5;

/**
 * Steers the sizes of one stream's chunks, and knows the cost that each chunk has beside its targets. Where that alone is as long
 * as the target (a machine that is busy with something else, a trigger for each statement), smaller chunks are as slow, and there
 * are more of them: on a starved machine chunks of 130 ms, whatever their size, shrank from 1,400 targets to the least, and
 * 12,000 targets a second became 70. So the target is never less than one and a half times that cost.
 *
 * The cost is a Theil-Sen estimate (medians of slopes and of what is left), because single chunks are off by half.
 */
export class ChunkSteering {
  readonly #latest: MeasuredChunk[] = [];
  #fixedMs = 0;

  /** As `nextChunkSize`. */
  next(chunk: MeasuredChunk, targetMs: number): number {
    if (chunk.processed === chunk.size) this.#learn(chunk);
    return nextChunkSize(chunk, Math.max(targetMs, WORTH * this.#fixedMs));
  }

  #learn(chunk: MeasuredChunk): void {
    this.#latest.push(chunk);
    if (this.#latest.length > LATEST) this.#latest.shift();
    this.#fixedMs = fixedCost(this.#latest) ?? this.#fixedMs * FADING;
  }
}

/** In ms; null where the sizes are too much alike to tell. */
function fixedCost(chunks: readonly MeasuredChunk[]): number | null {
  const sizes = chunks.map(({ size }) => size);
  const largest = Math.max(...sizes);
  if (largest < SPREAD * Math.min(...sizes)) return null;
  const slopes = chunks.flatMap((one, at) =>
    chunks
      .slice(0, at)
      .filter((other) => Math.abs(one.size - other.size) >= largest / 4)
      .map((other) => (one.ms - other.ms) / (one.size - other.size)),
  );
  const ofTarget = Math.max(0, median(slopes));
  return Math.max(0, median(chunks.map(({ size, ms }) => ms - ofTarget * size)));
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1]!;
}
