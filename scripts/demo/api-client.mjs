import { LaunchError } from '../setup/launch-error.mjs';

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Headers} headers
 * @property {any} body parsed JSON; null where there is none, or something else
 */

/** The HTTP API as a client of one business sees it. */
export class ApiClient {
  #base;
  #token;

  /**
   * @param {string} api base address
   * @param {string} token
   */
  constructor(api, token) {
    this.#base = `${api}/api/v1`;
    this.#token = token;
  }

  /**
   * @param {string} path for example `/jobs`
   * @param {unknown} [json] makes it a POST
   * @returns {Promise<Answer>}
   */
  async ask(path, json) {
    const answer = await this.open(path, json);
    const text = await answer.text();
    const isJson = /\bjson\b/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: isJson && text !== '' ? JSON.parse(text) : null };
  }

  /**
   * A GET that must succeed.
   *
   * @param {string} path
   */
  async read(path) {
    const { status, body } = await this.ask(path);
    if (status !== 200) throw new LaunchError(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /**
   * The answer before its body was read, for streams.
   *
   * @param {string} path
   * @param {unknown} [json]
   * @param {Record<string, string>} [headers]
   */
  open(path, json, headers = {}) {
    return fetch(`${this.#base}${path}`, {
      headers: {
        ...headers,
        authorization: `Bearer ${this.#token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
    });
  }
}
