import { tooManyRequests } from './limit-problems.js';
import { addressOf } from './failed-authentications.js';
import { LocalRates } from './local-rates.js';
import type { Rate } from './rate.js';

/** A request to the address of a webhook, of which nobody knows yet who has sent it. */
export interface WebhookSender {
  readonly ip: string;
  /** What is asked for: the path of an account. */
  readonly path: string;
  /** `challenge`: a provider asks whether a subscription is wanted. */
  readonly kind: 'webhook' | 'challenge';
}

/** Paths that there are; the one that was asked for longest ago is forgotten first. */
const MAX_KNOWN = 10_000;

/**
 * Limits what nobody has signed. A provider has few addresses, and all its customers' webhooks come from them: whoever has an
 * account there can have it send to any of our paths, signed with a secret of his own. So nothing of that may count against
 * the address as a whole.
 *
 * - Wrong signatures count by address and path. What one account is sent shuts out no other.
 * - Paths that there are not have a rate of their own, by address. A path that was found before is looked up whatever
 *   becomes of that rate.
 * - Challenges have both rates apart, so that an account can be set up meanwhile.
 *
 * Counted by each process for itself: an address is personal data, and Redis holds none.
 */
export class WebhookGuesses {
  readonly #rates = new LocalRates();
  readonly #known = new Set<string>();
  readonly #rate: Rate;

  constructor(perMinute: number) {
    this.#rate = { limit: perMinute, windowMs: 60_000 };
  }

  /**
   * Looks up the account at a path. One that is not known yet counts as unknown until it is found: counted afterwards, as many
   * as are sent at once would each be looked up. The price: of more first webhooks behind one address at the same moment than
   * the limit, some come a second time.
   *
   * @returns null where there is none
   * @throws Problem 429
   */
  async find<T>(sender: WebhookSender, lookUp: () => Promise<T | null>): Promise<T | null> {
    this.#refuseWhereUsedUp(sender);
    if (this.#known.has(sender.path)) this.#remember(sender.path);
    else return this.#findUnknown(sender, lookUp);
    return lookUp();
  }

  async #findUnknown<T>(sender: WebhookSender, lookUp: () => Promise<T | null>): Promise<T | null> {
    const key = `unknown ${sender.kind} ${addressOf(sender)}`;
    const { isRefused, retryAfterMs } = this.#rates.take(key, this.#rate);
    if (isRefused) throw tooManyRequests('unknown_webhooks', retryAfterMs);
    let isNone = false;
    try {
      const found = await lookUp();
      isNone = found === null;
      if (!isNone) this.#remember(sender.path);
      return found;
    } finally {
      if (!isNone) this.#rates.giveBack(key, this.#rate);
    }
  }

  /**
   * Whether what was shown is right. Looked at and counted in one turn of the event loop, so that of many guesses at once none
   * comes through uncounted; good ones may come as many at once as they like.
   *
   * @throws Problem 429
   */
  isRight(sender: WebhookSender, compare: () => boolean): boolean {
    this.#refuseWhereUsedUp(sender);
    const isRight = compare();
    if (!isRight) this.#rates.take(wrongKey(sender), this.#rate);
    return isRight;
  }

  #refuseWhereUsedUp(sender: WebhookSender): void {
    const { isRefused, retryAfterMs } = this.#rates.look(wrongKey(sender), this.#rate);
    if (isRefused) throw tooManyRequests('wrong_signatures', retryAfterMs);
  }

  #remember(path: string): void {
    this.#known.delete(path);
    this.#known.add(path);
    if (this.#known.size > MAX_KNOWN) this.#known.delete(this.#known.values().next().value!);
  }
}

function wrongKey(sender: WebhookSender): string {
  return `wrong ${sender.kind} ${addressOf(sender)} ${sender.path}`;
}
