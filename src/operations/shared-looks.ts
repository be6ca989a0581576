import type { Release } from './concurrency-limit.js';

/** Waits for the turn to look. Rejects where there will be none. @param notNeeded aborted when the look needs it no more */
export type TakeTurn = (notNeeded: AbortSignal) => Promise<Release>;

/** One look, and those who wait for it. */
class Look<T> {
  hasBegun = false;
  readonly result: Promise<T>;
  #begin!: () => void;
  readonly #abandoned = new AbortController();
  readonly #claims = new Set<AbortController>();
  #waiting = 0;

  /** @param before when it may begin @param work is told when nobody waits for it any more */
  constructor(
    private readonly before: Promise<unknown>,
    work: (gone: AbortSignal) => Promise<T>,
  ) {
    const begun = new Promise<void>((resolve) => (this.#begin = resolve));
    this.result = begun.then(() => {
      this.#abandoned.signal.throwIfAborted();
      return work(this.#abandoned.signal);
    });
    this.result.catch(() => undefined);
  }

  /** What happens from now on it will see. */
  get mayBeJoined(): boolean {
    return !this.hasBegun && !this.#abandoned.signal.aborted;
  }

  wait(gone: AbortSignal | undefined, takeTurn: TakeTurn | undefined): Promise<T> {
    this.#waiting++;
    return new Promise((resolve, reject) => {
      const claim = new AbortController();
      this.#claims.add(claim);
      const leave = (reason: Error): void => {
        if (!this.#claims.delete(claim)) return;
        claim.abort(reason);
        this.#waiting--;
        if (this.#waiting === 0) this.#abandon(reason);
        reject(reason);
      };
      const leaveGone = (): void => leave(gone?.reason as Error);
      gone?.addEventListener('abort', leaveGone, { once: true });
      this.result.then(resolve, reject).finally(() => gone?.removeEventListener('abort', leaveGone));
      // Without a turn of his own he still waits for a look that has begun with somebody else's.
      this.#claim(claim.signal, takeTurn).catch((reason: Error) => {
        if (!this.hasBegun) leave(reason);
      });
    });
  }

  /** Whoever has his turn first looks for all who wait, and their claims are withdrawn. */
  async #claim(claim: AbortSignal, takeTurn: TakeTurn | undefined): Promise<void> {
    await this.before;
    if (this.hasBegun || claim.aborted) return;
    const release = await takeTurn?.(claim);
    if (this.hasBegun) return release?.();
    this.hasBegun = true;
    if (release) this.result.then(release, release);
    this.#begin();
    for (const other of this.#claims) other.abort();
  }

  #abandon(reason: Error): void {
    this.#abandoned.abort(reason);
    // The next look must still wait for the one before this.
    void this.before.then(this.#begin);
  }
}

/**
 * Looks at the same thing that many ask for at once. Whoever asks while one is under way waits for the next, together with
 * all others who do: so each is told what was there after he had asked, as if he had looked himself.
 *
 * Who may look is for the caller to decide, each time.
 */
export class SharedLooks<T> {
  readonly #latest = new Map<string, Look<T>>();

  /** @param maxWaitMs one that takes longer keeps nobody waiting: the next begins beside it */
  constructor(private readonly maxWaitMs: number) {}

  /**
   * @param key what is looked at, and all that the work depends on
   * @param work is told when nobody waits for it any more
   * @param gone aborted when whoever asks has left
   * @param takeTurn of whoever asks; the look needs one turn, that of whoever has his first
   * @throws what the work throws, `gone.reason`, and what `takeTurn` throws before anybody else has had his turn
   */
  async look(
    key: string,
    work: (gone: AbortSignal) => Promise<T>,
    gone?: AbortSignal,
    takeTurn?: TakeTurn,
  ): Promise<T> {
    gone?.throwIfAborted();
    const before = this.#latest.get(key);
    if (before?.mayBeJoined) return before.wait(gone, takeTurn);
    const look = new Look(before ? this.#endOf(before) : Promise.resolve(), work);
    this.#latest.set(key, look);
    const forget = (): void => {
      if (this.#latest.get(key) === look) this.#latest.delete(key);
    };
    look.result.then(forget, forget);
    return look.wait(gone, takeTurn);
  }

  #endOf({ result }: Look<T>): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.maxWaitMs);
      const end = (): void => {
        clearTimeout(timer);
        resolve();
      };
      result.then(end, end);
    });
  }
}
