/** One import whose history is kept. Its worker is held before the commit of its first chunk. */
export interface RecordedImport {
  /** Of its file: `<name>.run-1.json`. */
  readonly name: string;
  /** Begins when the worker is held; the worker goes on behind it. */
  readonly meanwhile: (atWork: ImportAtWork) => Promise<void>;
  /** Completed unless it says so. */
  readonly endsAs?: 'FAILED' | 'CANCELLED';
}

interface ImportAtWork {
  /** Lets the activity's time run out: the rest is another activity's. */
  outlastActivity(): Promise<void>;
  /** By a person on call, in Temporal. */
  cancel(): Promise<void>;
  /** The worker may not add a lead any more. */
  takeRight(): Promise<void>;
  /** Kills the worker without a word, and starts another one. */
  loseWorker(): Promise<void>;
}

export const RECORDED_IMPORTS: readonly RecordedImport[] = [
  { name: 'import-completed', meanwhile: (work) => work.outlastActivity() },
  {
    name: 'import-cancelled',
    async meanwhile(work) {
      await work.cancel();
      await work.outlastActivity();
    },
    endsAs: 'CANCELLED',
  },
  { name: 'import-failed', meanwhile: (work) => work.takeRight(), endsAs: 'FAILED' },
  // Noticed by the heartbeat that does not come; the next attempt is another worker's.
  { name: 'import-worker-lost', meanwhile: (work) => work.loseWorker() },
];

/** In every cell of the files: may be in no history. */
export const CELL = 'Kept From Temporal';
