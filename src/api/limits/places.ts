import type { Problem } from '../problem.js';

/**
 * How much of a kind may go on at once for one key, in this process: what is counted holds a connection of this process,
 * so no other needs to know, and no count can be left behind by one that died.
 */
export class Places {
  readonly #taken = new Map<string, number>();

  constructor(
    private readonly max: number,
    private readonly full: (max: number) => Problem,
  ) {}

  /** @returns what gives the place back; a second call does nothing. @throws Problem where all are taken */
  take(key: string): () => void {
    const taken = this.#taken.get(key) ?? 0;
    if (taken >= this.max) throw this.full(this.max);
    this.#taken.set(key, taken + 1);
    let isGivenBack = false;
    return () => {
      if (isGivenBack) return;
      isGivenBack = true;
      const left = this.#taken.get(key)! - 1;
      if (left === 0) this.#taken.delete(key);
      else this.#taken.set(key, left);
    };
  }
}
