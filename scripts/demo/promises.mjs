/** Collects what was not as promised, so that a person sees all of it and not the first only. */
export class Promises {
  /** @type {string[]} */
  #broken = [];

  /**
   * @param {boolean} isKept
   * @param {string} otherwise what went wrong, as a sentence
   */
  expect(isKept, otherwise) {
    if (!isKept) this.#broken.push(otherwise);
  }

  get broken() {
    return this.#broken;
  }
}
