import type { StreamState } from './bulk-operation.messages.js';
import { BATCH_SIZE, type BatchSize } from './control-ranges.js';

/**
 * Most targets of the first chunk of a stream's next attempt, and of all its chunks where their size is not found.
 *
 * @param policySize with which a job begins
 */
export function chunkSizeOf(
  { attempts, chunkSize }: Pick<StreamState, 'attempts' | 'chunkSize'>,
  batchSize: BatchSize,
  policySize: number,
): number {
  const most = batchSize === 'auto' ? (chunkSize ?? policySize) : Math.min(policySize, batchSize);
  return Math.min(attempts?.batchSize ?? most, most);
}

/** A chunk that was committed, and how long its transaction took. */
export interface MeasuredChunk {
  /** Most targets that it could have. */
  readonly size: number;
  readonly processed: number;
  readonly ms: number;
}

/** Only a time-out makes a chunk smaller: the fixed cost of a transaction would be most of its time. */
const SMALLEST = 10;
const MAX_GROWTH = 1.5;
/** A chunk that took so many times the target has held its locks for long enough: the next one does not wait for an average. */
const MUCH_TOO_LONG = 2;
/** Weight of the newest chunk. A single one that is off by half moves the size by an eighth. */
const WEIGHT = 0.3;

/**
 * Size of the chunk after this one, so that a chunk takes `targetMs`. It is an exponential moving average of the sizes that
 * would have been right, of their logarithms: half and double weigh the same. The average is the size itself, so that
 * nothing else has to be carried from batch to batch and from run to run.
 *
 * With t(n) = a + b·n, the time of a chunk of n targets, the sizes converge to (targetMs - a) / b. `ChunkSteering` sees to an `a`
 * that is too long for that.
 */
export function nextChunkSize({ size, processed, ms }: MeasuredChunk, targetMs: number): number {
  // A chunk that came short is mostly fixed cost. It can only tell that even so few targets take too long.
  if (processed < size && ms <= targetMs) return size;
  const right = (processed * targetMs) / Math.max(ms, 1);
  const wanted = ms >= MUCH_TOO_LONG * targetMs ? right : size * (right / size) ** WEIGHT;
  // Away from where it is, or a few targets would never become more. Of one target one more is twice as many.
  const whole = wanted > size ? Math.ceil(wanted) : Math.floor(wanted);
  const largest = Math.min(BATCH_SIZE.max, Math.max(Math.floor(size * MAX_GROWTH), size + 1));
  return Math.min(largest, Math.max(Math.min(SMALLEST, size), whole));
}
