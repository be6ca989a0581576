import { Problem } from '../../http/problem.js';
import { RETRY_SOON_SECONDS } from '../../http/problems.js';

/** What can be limited, as metrics and problems name it. */
export type RateName =
  | 'starts'
  | 'requests'
  | 'business_starts'
  | 'business_requests'
  | 'unknown_calls'
  | 'failed_authentications'
  | 'webhooks'
  | 'unknown_webhooks'
  | 'wrong_signatures';

/** Nobody knows when a job or an upload ends; asking again sooner would mostly be in vain. */
const RETRY_LATER_SECONDS = 10;

/** @param retryAfterMs until the next one would be let through */
export function tooManyRequests(limit: RateName, retryAfterMs: number): Problem {
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  const detail = `${WHY[limit]} Please try again in ${retryAfterSeconds} s.`;
  return new Problem(429, 'too_many_requests', 'Too many requests', detail, {
    retryAfterSeconds,
    extensions: { limit },
  });
}

const WHY: Readonly<Record<RateName, string>> = {
  starts: 'You have asked for too many starts in a short time. Nothing was started.',
  requests: 'You have sent too many requests in a short time.',
  business_starts: 'Your business has asked for too many starts in a short time. Nothing was started.',
  business_requests: 'Your business has sent too many requests in a short time.',
  unknown_calls: 'You have asked for too many calls that do not exist in a short time.',
  webhooks: 'Too many webhooks have come for this business in a short time.',
  unknown_webhooks: 'Too many webhooks for accounts that there are not have come from this address.',
  wrong_signatures: 'Too many webhooks with a wrong signature have come from this address for this account.',
  failed_authentications: 'Too many wrong credentials have come from this address.',
};

export function tooManyLiveJobs(maxLiveJobs: number): Problem {
  const detail = `A business may have ${maxLiveJobs} live jobs. Nothing was started. Please try again when one of them has ended.`;
  return new Problem(429, 'too_many_live_jobs', 'Too many jobs at once', detail, {
    retryAfterSeconds: RETRY_LATER_SECONDS,
    extensions: { maxLiveJobs },
  });
}

export function tooManyUploads(maxUploads: number): Problem {
  const detail = `A business may send ${maxUploads} large bodies at once. Nothing was started. Please try again when one of them has ended.`;
  return new Problem(429, 'too_many_uploads', 'Too many uploads at once', detail, {
    retryAfterSeconds: RETRY_LATER_SECONDS,
    extensions: { maxUploads },
  });
}

export function tooManyReads(maxReads: number): Problem {
  const detail = `A business may read ${maxReads} lists at once. Please try again when one of them has been answered.`;
  return new Problem(429, 'too_many_reads', 'Too many lists and searches at once', detail, {
    retryAfterSeconds: RETRY_SOON_SECONDS,
    extensions: { maxReads },
  });
}

export function tooManyCounts(maxCounts: number): Problem {
  const detail = `The targets of ${maxCounts} starts of a business are counted at once. Nothing was started. Please try again when one of them has ended, or use ids.`;
  return new Problem(429, 'too_many_counts', 'Too many starts are being counted', detail, {
    retryAfterSeconds: RETRY_SOON_SECONDS,
    extensions: { maxCounts },
  });
}

export function tooManyStreams(maxStreams: number): Problem {
  const detail = `A credential may hold ${maxStreams} streams open: event streams and CSV files. Please close one, or wait for its end.`;
  return new Problem(429, 'too_many_streams', 'Too many streams at once', detail, {
    retryAfterSeconds: RETRY_LATER_SECONDS,
    extensions: { maxStreams },
  });
}

/** No 429: a click on a recording that is here is no fault of the listener's. There is no place for it right now. */
export function tooManyPlays(): Problem {
  const detail =
    'Your credential or your business has all its places for playing. Please try again when one of the others has ended.';
  return new Problem(503, 'too_many_plays', 'Too many recordings are played at once', detail, {
    retryAfterSeconds: RETRY_SOON_SECONDS,
  });
}
