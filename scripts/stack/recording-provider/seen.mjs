/**
 * @typedef {object} SeenPath what was asked of one path, whatever the query
 * @property {number} requests
 * @property {number} atOnce being answered now
 * @property {number} mostAtOnce
 * @property {number} withAuthorization how many carried an Authorization header
 */

/** Counts requests by path. */
export class Seen {
  /** @type {Map<string, SeenPath>} */
  #paths = new Map();

  /**
   * @param {string} path without its query
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   * @returns {number} which request of this path it is, from 1
   */
  note(path, request, response) {
    const seen = this.#paths.get(path) ?? { requests: 0, atOnce: 0, mostAtOnce: 0, withAuthorization: 0 };
    this.#paths.set(path, seen);
    seen.requests += 1;
    seen.atOnce += 1;
    seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.atOnce);
    if (request.headers.authorization !== undefined) seen.withAuthorization += 1;
    response.once('close', () => (seen.atOnce -= 1));
    return seen.requests;
  }

  /** Forgets everything; "the first N requests" begin anew. */
  reset() {
    this.#paths.clear();
  }

  /** @returns {Record<string, SeenPath>} */
  toJSON() {
    return Object.fromEntries(this.#paths);
  }
}
