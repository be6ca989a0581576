import { ActivityFailure, ApplicationFailure, isCancellation, sleep } from '@temporalio/workflow';
import { FETCH_FAILURES, type FetchFailureCode, isFetchFailure } from '../recordings/fetch-failure.js';
import { FAILURE } from '../operations/errors.js';
import { fetchFailureProxy, fetchProxy } from './activity-options.js';
import type { FetchRecordingInput, FetchRecordingResult } from '../recordings/fetch-recording.messages.js';

const ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

/**
 * Fetches one call's recording for playback: downloads, and nothing else. Its id joins all clicks on that call; a retry
 * is for passing faults. What is final is written down, so that the next click is answered and not tried in vain.
 *
 * Where its business has no download slot left, it waits and asks again, until it ends by its time: the others' clicks
 * come first. It waits here and not in the worker, where it would hold the very slot that others need.
 *
 * @throws ApplicationFailure `RecordingNotFetched`, when that is written down
 */
export async function fetchRecording({
  businessId,
  callSid,
  mark,
}: FetchRecordingInput): Promise<FetchRecordingResult> {
  let attemptsLeft = ATTEMPTS;
  for (let waits = 0; ; waits++) {
    const download = fetchProxy(attemptsLeft);
    try {
      return await download.fetchToStorage({ businessId, callSid, mayWait: true });
    } catch (error) {
      // By a person on call. The mark runs out by itself, and the next click after that starts anew.
      if (isCancellation(error)) throw error;
      const withoutSlot = attemptWithoutSlot(error);
      if (withoutSlot === null) {
        const failure = fetchFailureOf(error);
        await fetchFailureProxy.recordFetchFailure({ businessId, callSid, mark, failure });
        throw ApplicationFailure.nonRetryable(FETCH_FAILURES[failure].reason, FAILURE.recordingNotFetched);
      }
      // That one asked nobody, those before it did.
      attemptsLeft -= withoutSlot - 1;
      await sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** waits));
    }
  }
}

/** The number of the attempt that found no slot; null for any other error. */
function attemptWithoutSlot(error: unknown): number | null {
  const cause = applicationFailureIn(error, FAILURE.downloadSlotsTaken);
  return cause ? Number(cause.details?.[0]) : null;
}

/** The code that the activity gave; what has none (the worker was lost, PostgreSQL is away) is no fault of the provider. */
function fetchFailureOf(error: unknown): FetchFailureCode {
  const [code] = applicationFailureIn(error, FAILURE.downloadFailed)?.details ?? [];
  return isFetchFailure(code) ? code : 'not_stored';
}

function applicationFailureIn(error: unknown, type: string): ApplicationFailure | null {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === type ? cause : null;
}
