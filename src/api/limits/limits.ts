import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import type { DatabaseSettings } from '../../config/database.js';
import type { LimitSettings } from '../../config/limits.js';
import { ConcurrencyLimit } from '../../operations/concurrency-limit.js';
import type { Logger } from '../../observability/logger.js';
import type { AcceptJob } from '../../jobs/accept-job.js';
import { AddressGuard } from './address.guard.js';
import { StreamLimit } from './stream-limit.js';
import { FailedAuthentications } from './failed-authentications.js';
import { tooManyUploads } from './limit-problems.js';
import { PlayLimit } from './play-limit.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { ReadLimit } from './read-limit.js';
import { SharedRates } from './shared-rates.js';
import { UnknownCallRate } from './unknown-call-rate.js';

/** The limits of one API process, but for those that are settings of its server. */
export interface Limits {
  readonly failures: FailedAuthentications;
  readonly addressGuard: AddressGuard;
  readonly rateGuard: (accept: Pick<AcceptJob, 'findKey'>) => RateLimitGuard;
  /** Large bodies on their way, by business. */
  readonly uploads: ConcurrencyLimit;
  /** Recordings that are being streamed. */
  readonly plays: PlayLimit;
  readonly unknownCalls: UnknownCallRate;
  readonly streams: StreamLimit;
  readonly reads: ReadLimit;
}

export function createLimits(
  settings: LimitSettings,
  {
    config,
    dataSource,
    redis,
    logger,
  }: {
    readonly config: { readonly database: DatabaseSettings };
    readonly dataSource: DataSource;
    readonly redis: Redis;
    readonly logger: Logger;
  },
): Limits {
  const failures = new FailedAuthentications(settings.failedAuthenticationsPerMinute);
  const rates = new SharedRates(redis, logger);
  return {
    failures,
    addressGuard: new AddressGuard(failures),
    rateGuard: (accept) => new RateLimitGuard({ ...settings, findKey: (request) => accept.findKey(request) }, rates),
    uploads: new ConcurrencyLimit({ perBusiness: { atOnce: settings.uploadsPerBusiness } }, ({ atOnce }) =>
      tooManyUploads(atOnce),
    ),
    plays: new PlayLimit(settings),
    unknownCalls: new UnknownCallRate(rates, settings.unknownCallsPerMinute),
    streams: new StreamLimit(settings.streamsPerCredential),
    reads: new ReadLimit(dataSource, config.database.poolSize),
  };
}
