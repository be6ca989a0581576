/** Tells of each promise whether it was kept, as it is looked at, and remembers those that were not. */
export class Checks {
  #say;
  #count = 0;
  /** @type {string[]} */
  #broken = [];

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
    this.#count += 1;
    if (!isKept) this.#broken.push(what);
    this.#say(`  ${isKept ? 'ok  ' : 'FAIL'}  ${what}${isKept || instead === undefined ? '' : `; it was ${instead}`}`);
  }

  get count() {
    return this.#count;
  }

  get broken() {
    return this.#broken;
  }
}
