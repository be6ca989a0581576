import type { Caller } from '../../access/caller.js';
import { callerKey } from './caller-key.js';
import { tooManyRequests } from './limit-problems.js';
import type { SharedRates } from './shared-rates.js';

const MINUTE_MS = 60_000;

/**
 * How often one may ask for the recording of a call that does not exist. Clicks on what exists are never limited, so it has to be
 * known first whether it does: a look-up of 0.3 ms.
 */
export class UnknownCallRate {
  constructor(
    private readonly rates: Pick<SharedRates, 'take'>,
    private readonly perMinute: number,
  ) {}

  /** Counts one question. @throws Problem 429 */
  async count(caller: Caller): Promise<void> {
    const rate = { limit: this.perMinute, windowMs: MINUTE_MS };
    const { isRefused, retryAfterMs } = await this.rates.take(`rate_limit:unknown_calls:${callerKey(caller)}`, rate);
    if (isRefused) throw tooManyRequests('unknown_calls', retryAfterMs);
  }
}
