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
   * @returns {{ count: number, over: () => void }} which request of this path it is, from 1; and to be called when nothing
   *   is done for it any more
   */
  note(path, request) {
    const seen = this.#paths.get(path) ?? { requests: 0, atOnce: 0, mostAtOnce: 0, withAuthorization: 0 };
    this.#paths.set(path, seen);
    seen.requests += 1;
    seen.atOnce += 1;
    seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.atOnce);
    if (request.headers.authorization !== undefined) seen.withAuthorization += 1;
    return { count: seen.requests, over: () => void (seen.atOnce -= 1) };
  }

  /** @returns {Record<string, SeenPath>} */
  toJSON() {
    return Object.fromEntries(this.#paths);
  }
}
