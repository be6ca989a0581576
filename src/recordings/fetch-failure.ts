import { DOWNLOAD_FAILURES } from './download-failure.js';

/** Why a recording was not fetched: what went wrong at the provider, or here. The row and the metrics hold the code. */
export const FETCH_FAILURES = {
  ...DOWNLOAD_FAILURES,
  not_stored: { isFinal: false, reason: 'it could not be stored here' },
} as const;

export type FetchFailureCode = keyof typeof FETCH_FAILURES;

export function isFetchFailure(code: unknown): code is FetchFailureCode {
  return typeof code === 'string' && Object.hasOwn(FETCH_FAILURES, code);
}
