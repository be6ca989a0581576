import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import { FETCH_FAILURES, type FetchFailureCode, isFetchFailure } from '../recordings/fetch-failure.js';
import { FAILURE } from '../operations/errors.js';
import { fetchFailureProxy, fetchProxy } from './activity-options.js';
import type { FetchRecordingInput, FetchRecordingResult } from './fetch-recording.messages.js';

/**
 * Fetches one call's recording for playback: downloads, and nothing else. Its id joins all clicks on that call; a retry
 * is for passing faults. What is final is written down, so that the next click is answered and not tried in vain.
 *
 * @throws ApplicationFailure `RecordingNotFetched`, when that is written down
 */
export async function fetchRecording({
  businessId,
  callSid,
  mark,
}: FetchRecordingInput): Promise<FetchRecordingResult> {
  try {
    return await fetchProxy.fetchToStorage({ businessId, callSid });
  } catch (error) {
    // By a person on call. The mark runs out by itself, and the next click after that starts anew.
    if (isCancellation(error)) throw error;
    const failure = fetchFailureOf(error);
    await fetchFailureProxy.recordFetchFailure({ businessId, callSid, mark, failure });
    throw ApplicationFailure.nonRetryable(FETCH_FAILURES[failure].reason, FAILURE.recordingNotFetched);
  }
}

/** The code that the activity gave; what has none (the worker was lost, PostgreSQL is away) is no fault of the provider. */
function fetchFailureOf(error: unknown): FetchFailureCode {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || cause.type !== FAILURE.downloadFailed) return 'not_stored';
  const [code] = cause.details ?? [];
  return isFetchFailure(code) ? code : 'not_stored';
}
