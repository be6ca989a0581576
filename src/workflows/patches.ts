/**
 * Changes of what a workflow asks for. Each id is written into the history of a run the first time that the run comes to
 * the changed place; a run that came there before the change goes on as it did.
 */
export const PATCHES = {
  /**
   * A roll-over and the end of a job no longer wait until the job's row has been told of every change of speed. Before, a
   * write that PostgreSQL refused was tried for ever, and the job never ended.
   *
   * Since 0.2.0. May go when no run is open that began before its deploy (docs/operations.md says how to see it).
   */
  rowIsNotWaitedFor: 'row-is-not-waited-for',
} as const;
