import type { BatchSize } from '../operations/control-ranges.js';

/** `batch_size` of a row of `jobs` as a `BatchSize`: it is null where the job finds its sizes itself. */
export const BATCH_SIZE = `COALESCE(to_jsonb(batch_size), '"auto"')`;

export function batchSizeColumn(batchSize: BatchSize): number | null {
  return batchSize === 'auto' ? null : batchSize;
}
