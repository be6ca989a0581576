// Assignments of a write to a job's row, to its columns of a hold.

/** From here on the job waits for nothing. */
export const NO_HOLD = 'hold_reason = NULL, held_since = NULL, next_look_at = NULL';

/**
 * A chunk was done, so the job goes on. Where its stream was in the midst of it when another one found the hold, it says
 * nothing: that hold stands until its next look.
 */
export const NO_HOLD_BUT_A_NEW_ONE = ['hold_reason', 'held_since', 'next_look_at']
  .map((column) => `${column} = CASE WHEN next_look_at > clock_timestamp() THEN ${column} END`)
  .join(', ');
