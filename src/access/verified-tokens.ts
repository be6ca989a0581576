import { hash } from 'node:crypto';
import type { Caller } from './caller.js';

/** As many as are remembered, some 10 MB; the one that was verified first is forgotten first. */
const MAX_REMEMBERED = 10_000;

interface Verified {
  readonly caller: Caller;
  readonly takenUntilMs: number;
  /** The name of the keys that it was verified with. */
  readonly keys: number;
}

/**
 * Tokens whose signature was good, by their hashes: the arithmetic and its way to another thread and back took a fifth of
 * what the whole request costs. Nothing is taken longer by this: a token that was good once is bad only by the time and by
 * its key, and both are looked at each time.
 */
export class VerifiedTokens {
  readonly #verified = new Map<string, Verified>();

  /** @param keysInUse names the keys that tokens are verified with now; null where those have to be fetched first */
  constructor(private readonly keysInUse: () => number | null) {}

  /** @param verify for a token that is not remembered. @throws what it throws */
  async callerOf(token: string, verify: () => Promise<Caller>): Promise<Caller> {
    const name = hash('sha256', token, 'base64');
    const known = this.#verified.get(name);
    const keys = this.keysInUse();
    if (known?.keys === keys && Date.now() < known.takenUntilMs) return known.caller;
    this.#verified.delete(name);
    const caller = await verify();
    const { takenUntil } = caller.credential;
    // Keys that were fetched meanwhile have another name: the token is verified with them the next time.
    if (takenUntil && keys !== null) {
      this.#verified.set(name, { caller, keys, takenUntilMs: takenUntil.getTime() });
      if (this.#verified.size > MAX_REMEMBERED) this.#verified.delete(this.#verified.keys().next().value!);
    }
    return caller;
  }
}
