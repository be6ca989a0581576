import type { Caller } from '../../access/caller.js';

const WINDOW_MS = 10 * 60_000;
const REMEMBERED = 10_000;

/**
 * Who has just been heard playing what. A player asks for one recording many times, a part at each jump and several at once;
 * for the audit log that is one act. Forgetting one early costs an entry too many, never one too few.
 */
export class RecentPlays {
  readonly #since = new Map<string, number>();
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Resolves when an entry for this caller and call is written: one of the last ten minutes, the one that another request is
   * writing, or else the one that `write` writes.
   *
   * @returns whether this call wrote it
   * @throws what `write` throws, whoever called it
   */
  async once(caller: Caller, callSid: string, write: () => Promise<void>): Promise<boolean> {
    const key = keyOf(caller, callSid);
    const since = this.#since.get(key);
    if (since !== undefined && this.now() - since < WINDOW_MS) return false;
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay.then(() => false);
    const writing = write()
      .then(() => this.#remember(key))
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, writing);
    await writing;
    return true;
  }

  #remember(key: string): void {
    this.#since.delete(key); // to the end of the order
    this.#since.set(key, this.now());
    const [oldest] = this.#since.keys();
    if (this.#since.size > REMEMBERED && oldest !== undefined) this.#since.delete(oldest);
  }
}

function keyOf({ businessId, subject, credential }: Caller, callSid: string): string {
  return JSON.stringify([businessId, subject, credential.kind, credential.id, callSid]);
}
