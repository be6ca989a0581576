import { applyDecorators, SetMetadata } from '@nestjs/common';
import { SkipThrottle } from '@nestjs/throttler';

export const COUNTS_AS_START_METADATA = 'bulkgate:counts-as-start';
export const UNLIMITED_METADATA = 'bulkgate:unlimited';

/** The route starts jobs: each request counts towards the starts per minute, beside the requests per minute. */
export const CountsAsStart = () => SetMetadata(COUNTS_AS_START_METADATA, true);

/**
 * The route is never answered 429 for its rate. `for callers` is for what people click on and wait for, such as playing
 * a recording: whoever has shown a good credential is let through, however often. `for everybody` is for health: not
 * even an address that tries one wrong credential after the other is kept out.
 */
export const Unlimited = (whom: 'for callers' | 'for everybody') =>
  applyDecorators(
    SkipThrottle({ requests: true, starts: true, business_requests: true, business_starts: true }),
    SetMetadata(UNLIMITED_METADATA, whom),
  );
