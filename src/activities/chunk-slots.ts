import { ConcurrencyLimit } from '../operations/concurrency-limit.js';

/** Its business has had all slots of its share for too long. */
export class NoSlotFree extends Error {}

/**
 * How many chunks this worker works on at once. One business has at most half of the slots, rounded up, and a free slot goes
 * to the business that holds the fewest: a business that comes waits for a chunk of another one, never for its batch.
 *
 * These are not the worker's slots for activities. Such a slot is held for a whole batch and goes to the first task of the
 * queue: ten batches of 2 s of one business kept twenty others waiting for three times as long. The worker has more
 * activities than chunks, so that a batch can wait here. It keeps beating, and costs nothing else.
 */
export class ChunkSlots {
  readonly #limit: ConcurrencyLimit;

  constructor(slots: number) {
    const perBusiness = { atOnce: Math.ceil(slots / 2), waiting: Infinity };
    this.#limit = new ConcurrencyLimit({ total: slots, perBusiness }, () => new NoSlotFree());
  }

  /** Does the work in a slot, as soon as one is free. @throws NoSlotFree where that takes too long */
  run<T>(businessId: number, maxWaitMs: number, work: () => Promise<T>): Promise<T> {
    return this.#limit.run({ businessId }, work, undefined, maxWaitMs);
  }
}
