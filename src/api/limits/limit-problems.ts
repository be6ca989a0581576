import { Problem } from '../problem.js';

/** What can be limited, as metrics and problems name it. */
export type RateName = 'starts' | 'requests' | 'failed_authentications';

/** Nobody knows when a job or an upload ends; asking again sooner would mostly be in vain. */
const RETRY_LATER_SECONDS = 10;

/** @param retryAfterMs until the next one would be let through */
export function tooManyRequests(limit: RateName, retryAfterMs: number): Problem {
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return new Problem({
    status: 429,
    code: 'too_many_requests',
    title: 'Too many requests',
    detail: `${WHY[limit]} Please try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
    extensions: { limit },
  });
}

const WHY: Readonly<Record<RateName, string>> = {
  starts: 'This credential has asked for too many starts in a short time. Nothing was started.',
  requests: 'This credential has sent too many requests in a short time.',
  failed_authentications: 'Too many wrong credentials have come from this address.',
};

export function tooManyLiveJobs(maxLiveJobs: number): Problem {
  return new Problem({
    status: 429,
    code: 'too_many_live_jobs',
    title: 'Too many jobs at once',
    detail: `A business may have ${maxLiveJobs} live jobs. Nothing was started. Please try again when one of them has ended.`,
    retryAfterSeconds: RETRY_LATER_SECONDS,
    extensions: { maxLiveJobs },
  });
}

export function tooManyUploads(maxUploads: number): Problem {
  return new Problem({
    status: 429,
    code: 'too_many_uploads',
    title: 'Too many uploads at once',
    detail: `A business may send ${maxUploads} large bodies at once. Nothing was started. Please try again when one of them has ended.`,
    retryAfterSeconds: RETRY_LATER_SECONDS,
    extensions: { maxUploads },
  });
}

export function tooManyStreams(maxStreams: number): Problem {
  return new Problem({
    status: 429,
    code: 'too_many_streams',
    title: 'Too many event streams at once',
    detail: `A credential may hold ${maxStreams} event streams open. Please close one, or look at the job once.`,
    retryAfterSeconds: RETRY_LATER_SECONDS,
    extensions: { maxStreams },
  });
}
