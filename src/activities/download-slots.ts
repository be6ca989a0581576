/**
 * Shares the download slots of one worker between businesses: a business may take another slot while it holds fewer than
 * are free. So one business alone gets half of them, rounded up, and the next ones half of what is left: a business that
 * comes finds one, until about as many businesses download at once as the logarithm of the slots. A fixed half would leave
 * nothing to a third business.
 *
 * Nothing waits here: a download that gets no slot ends at once, and its workflow asks again, perhaps at another worker.
 */
export class DownloadSlots {
  readonly #held = new Map<number, number>();
  #free: number;

  constructor(slots: number) {
    this.#free = slots;
  }

  /** @returns a function that releases the slot; null where the business has its share */
  take(businessId: number): (() => void) | null {
    const held = this.#held.get(businessId) ?? 0;
    if (held >= this.#free) return null;
    this.#free -= 1;
    this.#held.set(businessId, held + 1);
    return () => {
      this.#free += 1;
      const left = this.#held.get(businessId)! - 1;
      if (left === 0) this.#held.delete(businessId);
      else this.#held.set(businessId, left);
    };
  }
}
