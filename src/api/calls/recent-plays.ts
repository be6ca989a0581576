import type { Caller } from '../auth/caller.js';

const WINDOW_MS = 10 * 60_000;
const REMEMBERED = 10_000;

/**
 * Who has just been heard playing what. A player asks for one recording many times, a part at each jump; for the audit log
 * that is one act. Forgetting one early costs an entry too many, never one too few.
 */
export class RecentPlays {
  readonly #since = new Map<string, number>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether an entry was written for this caller and call within the last ten minutes. */
  has(caller: Caller, callSid: string): boolean {
    const since = this.#since.get(keyOf(caller, callSid));
    return since !== undefined && this.now() - since < WINDOW_MS;
  }

  /** Its entry has been written. */
  add(caller: Caller, callSid: string): void {
    const key = keyOf(caller, callSid);
    this.#since.delete(key); // to the end of the order
    this.#since.set(key, this.now());
    const [oldest] = this.#since.keys();
    if (this.#since.size > REMEMBERED && oldest !== undefined) this.#since.delete(oldest);
  }
}

function keyOf({ businessId, subject, credential }: Caller, callSid: string): string {
  return JSON.stringify([businessId, subject, credential.kind, credential.id, callSid]);
}
