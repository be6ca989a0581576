import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import type { DatabaseSettings } from '../../config/database.js';
import type { LimitSettings } from '../../config/limits.js';
import { ConcurrencyLimit } from '../../operations/concurrency-limit.js';
import type { Logger } from '../../observability/logger.js';
import type { AcceptJob } from '../../jobs/accept-job.js';
import type { Caller } from '../../access/caller.js';
import { StreamLimit } from './stream-limit.js';
import { WebhookGuesses } from './webhook-guesses.js';
import { callerKey } from './caller-key.js';
import { FailedAuthentications } from './failed-authentications.js';
import { tooManyCounts, tooManyPlays, tooManyRequests, tooManyUploads } from './limit-problems.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { ReadLimit } from './read-limit.js';
import { SharedRates } from './shared-rates.js';

export type Limits = ReturnType<typeof createLimits>;

interface LimitDependencies {
  readonly config: { readonly database: DatabaseSettings };
  readonly dataSource: DataSource;
  readonly redis: Redis;
  readonly logger: Logger;
}

const MINUTE_MS = 60_000;
/** 200 clicks at once wait for their turn while small tables are counted. */
const COUNTS = { atOnce: 2, waiting: 500, maxWaitMs: 5_000 };

/** The limits of one API process, but for those that are settings of its server. */
export function createLimits(settings: LimitSettings, { config, dataSource, redis, logger }: LimitDependencies) {
  const { playsPerCredential, playsPerBusiness, uploadsPerBusiness } = settings;
  const rates = new SharedRates(redis, logger);
  return {
    failures: new FailedAuthentications(settings.failedAuthenticationsPerMinute),
    webhookGuesses: new WebhookGuesses(settings.failedAuthenticationsPerMinute),
    rateGuard: (accept: Pick<AcceptJob, 'findKey'>) =>
      new RateLimitGuard({ ...settings, findKey: (request) => accept.findKey(request) }, rates),
    /** Large bodies on their way, by business. */
    uploads: new ConcurrencyLimit({ perBusiness: { atOnce: uploadsPerBusiness } }, ({ atOnce }) =>
      tooManyUploads(atOnce),
    ),
    /**
     * Recordings that are being streamed. A listener who reads slowly, or not at all, holds a connection for as long as the
     * server lets him, so that one business may have some of them, and all together half.
     */
    plays: new ConcurrencyLimit(
      {
        total: Math.ceil(settings.connections / 2),
        perBusiness: { atOnce: playsPerBusiness },
        perCredential: { atOnce: playsPerCredential },
      },
      tooManyPlays,
    ),
    /**
     * Counts a question for the recording of a call that does not exist. Clicks on what exists are never limited, so it has
     * to be known first whether it does: a look-up of 0.3 ms.
     *
     * @throws Problem 429
     */
    async countUnknownCall(caller: Caller): Promise<void> {
      const rate = { limit: settings.unknownCallsPerMinute, windowMs: MINUTE_MS };
      const { isRefused, retryAfterMs } = await rates.take(`rate_limit:unknown_calls:${callerKey(caller)}`, rate);
      if (isRefused) throw tooManyRequests('unknown_calls', retryAfterMs);
    },
    /** @throws Problem 429 */
    async countWebhook(businessId: number): Promise<void> {
      const rate = { limit: settings.webhooksPerMinute, windowMs: MINUTE_MS };
      const { isRefused, retryAfterMs } = await rates.take(`rate_limit:webhooks:${businessId}`, rate);
      if (isRefused) throw tooManyRequests('webhooks', retryAfterMs);
    },
    counts: startCounts(config.database.poolSize),
    streams: new StreamLimit(settings.streamsPerCredential),
    reads: new ReadLimit(dataSource, config.database.poolSize),
  };
}

/**
 * Starts that count their targets, for up to 20 s each: a business keeps connections for its other requests, and all
 * together hold a quarter of the pool. Those that wait hold none.
 */
export function startCounts(poolSize: number): ConcurrencyLimit {
  const total = Math.max(1, Math.floor(poolSize / 4));
  const { atOnce, waiting, maxWaitMs } = COUNTS;
  return new ConcurrencyLimit(
    { total, perBusiness: { atOnce: Math.min(atOnce, total), waiting }, maxWaitMs },
    (refusal) => tooManyCounts(refusal.atOnce),
  );
}
