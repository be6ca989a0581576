/**
 * Changes of what a workflow asks for. Each id is written into the history of a run the first time that the run comes to
 * the changed place; a run that came there before the change goes on as it did.
 */
export const PATCHES = {
  /**
   * A roll-over and the end of a job no longer wait until the job's row has every change of speed. Before, a write that
   * PostgreSQL refused was tried for ever, and the job never ended.
   *
   * Since 0.1.0. May go when no run is open that began before its deploy (docs/operations.md says how to see it).
   */
  rowIsNotWaitedFor: 'row-is-not-waited-for',
  /**
   * Pause, resume and roll-over take effect between two attempts of a batch, and a resume starts all counts anew. Before,
   * they waited until the batch was done or recorded as failed: `pausing` lasted for as long as somebody held a lock.
   *
   * Since 0.1.0. May go when no run is open that began before its deploy (docs/operations.md says how to see it).
   */
  barrierBetweenAttempts: 'barrier-between-attempts',
  /**
   * After five minutes of a passing failure the batch is tried once more without the rows that are locked. Before, the job
   * ended there.
   *
   * Since 0.1.0. May go when no run is open that began before its deploy.
   */
  attemptPastLocks: 'attempt-past-locks',
  /**
   * The workflow goes by what the job's row says, where the row knows more: after a reset in Temporal the row has seen
   * controls that the run has not. Before, a reset job ran while its row said `paused`, or the other way round.
   *
   * Since 0.1.0. May go when no run is open that began before its deploy.
   */
  rowIsRight: 'row-is-right',
  /**
   * A batch is worked through in chunks, each one transaction, and ends by its time as well: other activities, whose answers
   * say how far they have come. Before, a batch was one chunk, as large as the batch.
   *
   * Since 0.1.0. May go when no run is open that began before its deploy, together with `WholeBatch` and its activities.
   */
  batchesOfChunks: 'batches-of-chunks',
  /**
   * A batch may answer that the database is to be spared, and the job waits. Before, nobody looked.
   *
   * Since 0.2.0. May go when no run is open that began before its deploy.
   */
  holds: 'holds',
  /**
   * An operation may have something to finish when no target is left. Before, none had. The id is written where the job begins,
   * so that a worker of before cannot end the job without it.
   *
   * Since 0.2.0. May go when no run is open that began before its deploy.
   */
  finish: 'finish',
  /**
   * While nobody has looked at what became of the first messages of a job, one stream works, by an activity of its own. Before,
   * no job had first messages. The id is written where the row first says so, so that a worker of before cannot go on with it.
   *
   * Since 0.2.0. May go when no run is open that began before its deploy.
   */
  canary: 'canary',
} as const;
