/** A fetch at work, and what may happen to it. */
interface FetchAtWork {
  /** By a person on call, in Temporal. */
  cancel(): Promise<void>;
  /** Clicks once more, when the mark of the first click has run out. */
  clickAgain(): Promise<void>;
  /** Kills the worker without a word, and starts another one. */
  loseWorker(): Promise<void>;
}

/** One fetch whose history is kept. */
export interface RecordedFetch {
  /** Of its file: `<name>.run-1.json`. */
  readonly name: string;
  /** Where the recording lies at the stand-in provider: its first segment says how it is served. */
  readonly path: string;
  /** Where another recording of the business lies, whose download has the place that the business may have when this fetch begins. */
  readonly behind?: string;
  /** Begins when the provider has been asked and has not answered to the end yet. */
  readonly meanwhile?: (fetch: FetchAtWork) => Promise<void>;
  /** Completed unless it says so. */
  readonly endsAs?: 'FAILED' | 'CANCELLED';
}

/** Of the calls: may be in no history. */
export const CALL_NUMBERS = { from: '+15005550006', to: '+15005550009' } as const;
/** In every address of a recording: may be in no history either. */
export const ADDRESS_KEY = 'kept-from-temporal';

export const RECORDED_FETCHES: readonly RecordedFetch[] = [
  { name: 'fetch-completed', path: '/ok/completed.wav?bytes=50000' },
  { name: 'fetch-retried', path: '/then-ok/retried.wav?bytes=50000&code=503' },
  { name: 'fetch-failed', path: '/status/failed.wav?code=404', endsAs: 'FAILED' },
  { name: 'fetch-out-of-attempts', path: '/status/out-of-attempts.wav?code=503', endsAs: 'FAILED' },
  {
    name: 'fetch-cancelled',
    path: '/slow/cancelled.wav?bytes=50000&ms=60000',
    meanwhile: (fetch) => fetch.cancel(),
    endsAs: 'CANCELLED',
  },
  {
    // Noticed by the heartbeat that does not come; the next attempt is another worker's.
    name: 'fetch-worker-lost',
    path: '/slow/worker-lost.wav?bytes=50000&ms=2000',
    meanwhile: (fetch) => fetch.loseWorker(),
  },
  {
    name: 'fetch-joined',
    path: '/slow/joined.wav?bytes=50000&ms=2000',
    meanwhile: (fetch) => fetch.clickAgain(),
  },
  {
    name: 'fetch-waited-for-place',
    path: '/ok/waited.wav?bytes=50000',
    behind: '/slow/before-it.wav?bytes=50000&ms=3000',
  },
];
