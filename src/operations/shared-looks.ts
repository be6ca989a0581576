/** One look, and those who wait for it. */
class Look<T> {
  hasBegun = false;
  readonly result: Promise<T>;
  readonly #abandoned = new AbortController();
  #waiting = 0;

  /** @param begin when it may begin @param work is told when nobody waits for it any more */
  constructor(begin: Promise<unknown>, work: (gone: AbortSignal) => Promise<T>) {
    this.result = begin.then(() => {
      this.hasBegun = true;
      this.#abandoned.signal.throwIfAborted();
      return work(this.#abandoned.signal);
    });
    this.result.catch(() => undefined);
  }

  /** What happens from now on it will see. */
  get mayBeJoined(): boolean {
    return !this.hasBegun && !this.#abandoned.signal.aborted;
  }

  wait(gone: AbortSignal | undefined): Promise<T> {
    this.#waiting++;
    if (!gone) return this.result;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting--;
        if (this.#waiting === 0) this.#abandoned.abort(gone.reason);
        reject(gone.reason as Error);
      };
      gone.addEventListener('abort', leave, { once: true });
      this.result.then(resolve, reject).finally(() => gone.removeEventListener('abort', leave));
    });
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
   * @throws what the work throws, and `gone.reason`
   */
  async look(key: string, work: (gone: AbortSignal) => Promise<T>, gone?: AbortSignal): Promise<T> {
    gone?.throwIfAborted();
    const before = this.#latest.get(key);
    if (before?.mayBeJoined) return before.wait(gone);
    const look = new Look(before ? this.#endOf(before) : Promise.resolve(), work);
    this.#latest.set(key, look);
    const forget = (): void => {
      if (this.#latest.get(key) === look) this.#latest.delete(key);
    };
    look.result.then(forget, forget);
    return look.wait(gone);
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
