import { bodyTooSlow } from './problems.js';

/** A small body is on its way for this long at most: it is one packet or a few. */
const SMALL_BODY_SECONDS = 10;

/** Gives up on a body that does not come: who sends a byte a minute would hold a connection for ever so long. */
export class BodyDeadline {
  readonly #passed: Promise<never>;
  #timer: NodeJS.Timeout | undefined;

  constructor(seconds = SMALL_BODY_SECONDS) {
    this.#passed = new Promise((_, reject) => {
      this.#timer = setTimeout(() => reject(bodyTooSlow(seconds)), seconds * 1_000);
    });
    // It may pass while nobody waits for a piece.
    this.#passed.catch(() => undefined);
  }

  /** No limit any more but the server's own for a whole request. */
  lift(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The pieces as they come. A piece that is waited for when time runs out is left alone. @throws Problem 408 */
  async *watch(pieces: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
    let isLate = false;
    try {
      for (;;) {
        const next = pieces.next();
        const piece = await (this.#timer === undefined ? next : this.#race(next));
        if (piece.done) return;
        yield piece.value;
      }
    } catch (error) {
      isLate = true;
      throw error;
    } finally {
      // Waiting for it would be waiting for the piece that did not come.
      if (!isLate) await pieces.return?.();
    }
  }

  async #race(next: Promise<IteratorResult<Buffer>>): Promise<IteratorResult<Buffer>> {
    next.catch(() => undefined);
    return Promise.race([next, this.#passed]);
  }
}
