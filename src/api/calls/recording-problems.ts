import { FETCH_FAILURES, type FetchFailureCode } from '../../recordings/fetch-failure.js';
import { invalidRequest, partUnavailable } from '../../http/problems.js';
import { Problem } from '../../http/problem.js';

export function invalidCallSid(): Problem {
  return invalidRequest([{ field: 'call_sid', message: 'must be 1 to 64 letters, digits, _ and -' }]);
}

/** The same for an unknown call and for another business's. */
export function callNotFound(): Problem {
  return new Problem(404, 'call_not_found', 'No such call', 'There is no call with this sid in your business.');
}

export function notRecorded(): Problem {
  return new Problem(404, 'call_not_recorded', 'This call was not recorded', 'The call has no recording.');
}

/** The provider's last word, or ours. It is asked again when the time is over. */
export function notFetched(failure: FetchFailureCode, retryAfterSeconds: number): Problem {
  const isGone = failure === 'not_found';
  const detail = `${sentence(FETCH_FAILURES[failure].reason)} It can be tried again in ${retryAfterSeconds} s.`;
  return new Problem(
    isGone ? 404 : 502,
    isGone ? 'recording_not_found' : 'recording_not_fetched',
    isGone ? 'The provider has no such recording' : 'The recording could not be fetched',
    detail,
    { retryAfterSeconds, extensions: { failure } },
  );
}

/** @param etag of the version that is here */
export function notMatched(etag: string): Problem {
  const detail = 'If-Match names no version that is here. ETag names the one that is.';
  return new Problem(412, 'precondition_failed', 'The recording is another version', detail, { headers: { etag } });
}

/** @param bytes of the whole recording */
export function rangeNotSatisfiable(bytes: number): Problem {
  const detail = `The recording has ${bytes} bytes.`;
  return new Problem(416, 'range_not_satisfiable', 'The range begins behind the end of the recording', detail, {
    headers: { 'content-range': `bytes */${bytes}`, 'accept-ranges': 'bytes' },
  });
}

export function temporalUnavailable(cause?: unknown): Problem {
  return partUnavailable('temporal_unavailable', 'Temporal', cause);
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}
