/**
 * Shares the places of one worker for downloads between businesses: one may take another place while it holds fewer than are
 * free. So one business alone gets half of them, rounded up, and the next ones half of what is left: whoever comes finds one,
 * until about as many businesses download at once as the logarithm of the places. A fixed half would leave nothing to a third.
 *
 * Nobody waits here: a download that gets no place ends at once, and its workflow asks again, perhaps at another worker.
 */
export class DownloadPlaces {
  readonly #held = new Map<number, number>();
  #free: number;

  constructor(places: number) {
    this.#free = places;
  }

  /** @returns what gives the place back; null where the business has its share */
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
