import { LaunchError } from '../setup/launch-error.mjs';

/** Prints each promise and whether it was kept, and counts those that were not. */
export class Checks {
  #say;
  count = 0;
  /** @type {string[]} */
  broken = [];

  /** @param {(text: string) => void} say */
  constructor(say) {
    this.#say = say;
  }

  /**
   * @param {boolean} isKept
   * @param {string} what the promise, as a sentence without its full stop
   * @param {string} [instead] what was seen where it is not kept
   */
  check(isKept, what, instead) {
    this.count += 1;
    if (!isKept) this.broken.push(what);
    this.#say(`  ${isKept ? 'ok  ' : 'FAIL'}  ${what}${isKept || instead === undefined ? '' : `; it was ${instead}`}`);
  }

  /** @throws {LaunchError} where a promise was not kept */
  finish() {
    const { count, broken } = this;
    if (broken.length > 0) throw new LaunchError(`\nNOT as promised: ${broken.length} of ${count} checks have failed.`);
    this.#say(`\nAll as promised, ${count} of ${count}. Next: npm start keeps the system running, with sample data.`);
  }
}
