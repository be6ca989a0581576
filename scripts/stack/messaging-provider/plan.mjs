import { NotUnderstood } from '../recording-provider/query.mjs';
import { modes } from './modes.mjs';
import { statusOrders } from './status-orders.mjs';

/**
 * @typedef {object} Rule how a message is answered
 * @property {string} [to] the recipient; everybody unless given
 * @property {string} [mode] one of `modes`; `ok` unless given
 * @property {number} [times] so many messages, and then the rule is over
 * @property {string} [statuses] one of `statusOrders`; `in-order` unless given
 * @property {number} [fails] the code with which the last status fails
 * @property {number} [code] of the refusal, in place of the mode's own
 * @property {number} [ms] of `slow`
 * @property {number} [retryAfter] seconds, of `throttled`
 */

/**
 * @typedef {object} PlanText what `PUT /-/plan` takes
 * @property {Rule[]} [rules]
 * @property {Record<string, { url: string, appSecret: string }>} [whatsapp] by phone number id: where webhooks go
 */

/** How the provider behaves. */
export class Plan {
  /** @type {(Rule & { left: number })[]} */
  #rules;

  /** @param {PlanText} [text] @throws {NotUnderstood} */
  constructor({ rules = [], whatsapp = {} } = {}) {
    for (const { mode = 'ok', statuses = 'in-order' } of rules) {
      if (!Object.hasOwn(modes, mode)) throw new NotUnderstood(`there is no mode "${mode}"`);
      if (!Object.hasOwn(statusOrders, statuses)) throw new NotUnderstood(`there are no statuses "${statuses}"`);
    }
    this.#rules = rules.map((rule) => ({ ...rule, left: rule.times ?? Infinity }));
    this.whatsapp = whatsapp;
  }

  /** @param {string} to @returns {Rule} */
  ruleFor(to) {
    const rule = this.#rules.find((candidate) => candidate.left > 0 && (candidate.to ?? to) === to);
    if (rule === undefined) return {};
    rule.left -= 1;
    return rule;
  }
}
