import type { LimitSettings } from '../../config/limits.js';
import { ConcurrencyLimit } from '../../operations/concurrency-limit.js';
import { tooManyPlays } from './limit-problems.js';

type PlaySettings = Pick<LimitSettings, 'playsPerCredential' | 'playsPerBusiness' | 'connections'>;

/**
 * How many recordings are streamed at once. A listener who reads slowly, or not at all, holds a connection for as long as the
 * server lets him, so that one business may have some of them, and all together half.
 */
export class PlayLimit extends ConcurrencyLimit {
  constructor({ playsPerCredential, playsPerBusiness, connections }: PlaySettings) {
    super(
      {
        total: Math.ceil(connections / 2),
        perBusiness: { atOnce: playsPerBusiness },
        perCredential: { atOnce: playsPerCredential },
      },
      tooManyPlays,
    );
  }
}
