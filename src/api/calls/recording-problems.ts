import { FETCH_FAILURES, type FetchFailureCode } from '../../recordings/fetch-failure.js';
import { invalidRequest, partUnavailable } from '../../http/problems.js';
import { Problem } from '../../http/problem.js';

export function invalidCallSid(): Problem {
  return invalidRequest([{ field: 'call_sid', message: 'must be 1 to 64 letters, digits, _ and -' }]);
}

/** The same for an unknown call and for another business's. */
export function callNotFound(): Problem {
  return new Problem({
    status: 404,
    code: 'call_not_found',
    title: 'No such call',
    detail: 'There is no call with this sid in your business.',
  });
}

export function notRecorded(): Problem {
  return new Problem({
    status: 404,
    code: 'call_not_recorded',
    title: 'This call was not recorded',
    detail: 'The call has no recording.',
  });
}

/** The provider's last word, or ours. It is asked again when the time is over. */
export function notFetched(failure: FetchFailureCode, retryAfterSeconds: number): Problem {
  const isGone = failure === 'not_found';
  return new Problem({
    status: isGone ? 404 : 502,
    code: isGone ? 'recording_not_found' : 'recording_not_fetched',
    title: isGone ? 'The provider has no such recording' : 'The recording could not be fetched',
    detail: `${sentence(FETCH_FAILURES[failure].reason)} It can be tried again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
    extensions: { failure },
  });
}

/** @param etag of the version that is here */
export function notMatched(etag: string): Problem {
  return new Problem({
    status: 412,
    code: 'precondition_failed',
    title: 'The recording is another version',
    detail: 'If-Match names no version that is here. ETag names the one that is.',
    headers: { etag },
  });
}

/** @param bytes of the whole recording */
export function rangeNotSatisfiable(bytes: number): Problem {
  return new Problem({
    status: 416,
    code: 'range_not_satisfiable',
    title: 'The range begins behind the end of the recording',
    detail: `The recording has ${bytes} bytes.`,
    headers: { 'content-range': `bytes */${bytes}`, 'accept-ranges': 'bytes' },
  });
}

export function temporalUnavailable(cause?: unknown): Problem {
  return partUnavailable('temporal_unavailable', 'Temporal', cause);
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}
