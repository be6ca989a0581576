/**
 * Why a recording was not fetched. The codes are stable: rows, metrics and histories hold them. A final failure is the
 * provider's last word, or a refusal of ours: no later attempt of the same fetch does better.
 */
export const FETCH_FAILURES = {
  not_found: { isFinal: true, reason: 'the provider has no such recording' },
  refused: { isFinal: true, reason: 'the provider refused to hand it over' },
  not_allowed: { isFinal: true, reason: 'its address is not one that may be contacted' },
  not_audio: { isFinal: true, reason: 'the provider sent something that is no audio' },
  empty: { isFinal: true, reason: 'the provider sent an empty file' },
  too_large: { isFinal: true, reason: 'it is larger than a recording may be' },
  unreachable: { isFinal: false, reason: 'the provider could not be reached' },
  provider_error: { isFinal: false, reason: 'the provider answered with an error' },
  incomplete: { isFinal: false, reason: 'the provider ended the transfer too early' },
  too_slow: { isFinal: false, reason: 'the provider did not send it in time' },
  /** The only one that is ours, and not the provider's. */
  not_stored: { isFinal: false, reason: 'it could not be stored here' },
} as const satisfies Readonly<Record<string, { readonly isFinal: boolean; readonly reason: string }>>;

export type FetchFailureCode = keyof typeof FETCH_FAILURES;

export function isFetchFailure(code: unknown): code is FetchFailureCode {
  return typeof code === 'string' && Object.hasOwn(FETCH_FAILURES, code);
}

/** An attempt to fetch that failed. Its message holds no address: recording URLs may carry names and keys. */
export class DownloadFailed extends Error {
  constructor(
    readonly code: FetchFailureCode,
    /** The provider's own wish (429, 503), in seconds. */
    readonly retryAfterSeconds?: number,
    options?: { readonly cause?: unknown },
  ) {
    super(FETCH_FAILURES[code].reason, options);
    this.name = 'DownloadFailed';
  }

  get isFinal(): boolean {
    return FETCH_FAILURES[this.code].isFinal;
  }
}
