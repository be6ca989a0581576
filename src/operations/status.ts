/**
 * What a job can be. Asked is not done: `pausing` and `cancelling` say that the batch in hand is still at work,
 * `paused` and `cancelled` that nothing moves any more.
 */
export const JOB_STATUSES = [
  /** Accepted; no worker has begun it yet. Waiting for a worker is no fault and is shown as it is. */
  'pending',
  /** Begun: batches are processed, or a throttle wait lies between two of them. */
  'running',
  /** A pause was asked for; the batch in hand ends first. */
  'pausing',
  /** No writes; the job keeps its slot and its lock. */
  'paused',
  /** A cancel was asked for; the batch in hand ends first. */
  'cancelling',
  /** Every target was handled. Final. */
  'completed',
  /** The job stopped on an error, see `last_error`. Final. */
  'failed',
  /** Stopped by a person, by a pause that lasted too long, or in the Temporal Web UI. Final. */
  'cancelled',
] as const;

export type JobStatus = (typeof JOB_STATUSES)[number];

export const FINAL_STATUSES = ['completed', 'failed', 'cancelled'] as const satisfies readonly JobStatus[];
export type FinalStatus = (typeof FINAL_STATUSES)[number];

/** True for a status that no later write may change. */
export function isFinal(status: JobStatus): status is FinalStatus {
  return (FINAL_STATUSES as readonly JobStatus[]).includes(status);
}
