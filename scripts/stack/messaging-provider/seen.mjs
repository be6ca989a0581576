/**
 * @typedef {object} SeenRecipient
 * @property {number} requests how many came for this recipient, whatever became of them
 * @property {number} got how many messages were taken for it: what a person would have received
 * @property {string[]} references ours, of what was taken
 * @property {string[]} contents what was taken: a template's parameters, a call's TwiML or address
 */

/** Counts by recipient. */
export class Seen {
  /** @type {Map<string, SeenRecipient>} */
  #recipients = new Map();
  /** Calls that were taken, for whoever looks for them. @type {import('./twilio.mjs').PlacedCall[]} */
  calls = [];
  /** When each message was taken, in ms of one clock. @type {number[]} */
  #takenAtMs = [];

  /** @param {string} to @returns {SeenRecipient} */
  #of(to) {
    let seen = this.#recipients.get(to);
    if (seen === undefined) this.#recipients.set(to, (seen = { requests: 0, got: 0, references: [], contents: [] }));
    return seen;
  }

  /** @param {string} to */
  asked(to) {
    this.#of(to).requests += 1;
  }

  /** @param {string} to @param {string} reference @param {string} content */
  taken(to, reference, content) {
    const seen = this.#of(to);
    seen.got += 1;
    seen.references.push(reference);
    seen.contents.push(content);
    this.#takenAtMs.push(Math.round(performance.now()));
  }

  toJSON() {
    return {
      recipients: Object.fromEntries(this.#recipients),
      takenAtMs: this.#takenAtMs,
      nowMs: Math.round(performance.now()),
    };
  }
}
