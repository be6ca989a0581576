/** Whole numbers from `min` to `max`, both included. */
export interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

// Plain numbers and not a zod schema: the workflow checks its Updates with them, and the API's schemas are built from them.
// Zod would add 1.1 MB to a workflow bundle of 1.5 MB (locales, a compiler of checks that asks for `Function`).

/** Targets of one batch, where they are counted. */
export const BATCH_SIZE: IntegerRange = { min: 1, max: 10_000 };

/**
 * Most targets of one batch. `auto`: a batch ends by its time alone, and the size of its chunks is found by how long they
 * take.
 */
export type BatchSize = number | 'auto';

export function isBatchSize(value: unknown): value is BatchSize {
  return value === 'auto' || isWithin(BATCH_SIZE, value);
}

/** Rest between two batches, in milliseconds. */
export const THROTTLE_MS: IntegerRange = { min: 0, max: 60_000 };

/** Streams of a job, and how many of them work at once. */
export const PARALLELISM: IntegerRange = { min: 1, max: 16 };

/** Number of a control (`jobs.control_seq`). At its end no number is greater: there the order of arrival decides. */
export const CONTROL_SEQ: IntegerRange = { min: 1, max: 2_147_483_647 };

export function isWithin({ min, max }: IntegerRange, value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}
