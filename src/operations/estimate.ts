import type { Policy } from './policy.js';
import type { SentSpeed } from './row-state.js';

/** What a batch costs beside its rest, and each of its rows: the figures of 100,000 leads in docs/performance.md. */
const BATCH_MS = 20;
const TARGET_MS = 0.003;

/**
 * Seconds that a job of so many targets takes at this speed where nothing holds it up, rounded up. A batch without a size
 * ends by its time.
 */
export function estimateSeconds(
  targets: number,
  { batchSize, throttleMs, parallelism = 1 }: SentSpeed,
  { maxBatchMs }: Pick<Policy, 'maxBatchMs'>,
): number {
  const batches = Math.ceil(batchSize === 'auto' ? (targets * TARGET_MS) / maxBatchMs : targets / batchSize);
  const restsMs = Math.max(0, Math.ceil(batches / parallelism) - 1) * throttleMs;
  return Math.ceil((batches * BATCH_MS + targets * TARGET_MS + restsMs) / 1_000);
}
