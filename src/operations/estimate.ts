import type { Policy } from './policy.js';
import type { SentSpeed } from './row-state.js';

/** What a batch costs beside its rest, and each of its rows with its way into the archive: the figures of docs/performance.md. */
const BATCH_MS = 25;
const TARGET_MS = 0.1;

/**
 * Seconds that a job of so many targets takes at this speed where nothing holds it up, rounded up. A batch without a size
 * ends by its time.
 */
export function estimateSeconds(
  targets: number,
  { batchSize, throttleMs, parallelism = 1 }: SentSpeed,
  { maxBatchMs }: Pick<Policy, 'maxBatchMs'>,
): number {
  const isAuto = batchSize === 'auto';
  const targetsMs = targets * TARGET_MS;
  const batches = Math.ceil(isAuto ? targetsMs / maxBatchMs : targets / batchSize);
  const restsMs = Math.max(0, Math.ceil(batches / parallelism) - 1) * throttleMs;
  return Math.ceil((batches * BATCH_MS + targetsMs + restsMs) / 1_000);
}
