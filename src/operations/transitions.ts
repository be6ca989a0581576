import type { JobStatus } from './status.js';

/** One legal change of a job's status. */
export interface Arrow {
  readonly from: JobStatus;
  readonly to: JobStatus;
  /** Who writes it and when: the sentence that docs/state-machine.md shows. */
  readonly reason: string;
}

/**
 * Every arrow there is; what is not here is refused by the database write itself, because each write of a status
 * names the sources of its arrow in its WHERE clause (see `sourcesOf`).
 */
export const ARROWS: readonly Arrow[] = [
  { from: 'pending', to: 'running', reason: 'beginJob: a worker took the job' },
  { from: 'pending', to: 'cancelling', reason: 'API: cancel asked for, the workflow exists' },
  { from: 'pending', to: 'cancelled', reason: 'API or reconciler: cancel asked for, there is no workflow yet' },
  { from: 'pending', to: 'failed', reason: 'reconciler: the workflow closed before the job had begun' },
  { from: 'running', to: 'pausing', reason: 'pause asked for, the batch in hand ends first' },
  { from: 'running', to: 'paused', reason: 'pause found between two batches' },
  { from: 'running', to: 'cancelling', reason: 'API: cancel asked for, the batch in hand ends first' },
  { from: 'running', to: 'completed', reason: 'finishJob: no target is left' },
  { from: 'running', to: 'failed', reason: 'finishJob or reconciler: the job cannot go on' },
  { from: 'running', to: 'cancelled', reason: 'finishJob or reconciler: cancelled in the Temporal Web UI' },
  { from: 'pausing', to: 'paused', reason: 'the batch in hand has ended' },
  { from: 'pausing', to: 'running', reason: 'resumed before the batch in hand had ended' },
  { from: 'pausing', to: 'cancelling', reason: 'API: cancel asked for while pausing' },
  { from: 'pausing', to: 'completed', reason: 'finishJob: the batch in hand was the last one' },
  { from: 'pausing', to: 'failed', reason: 'finishJob or reconciler: the job cannot go on' },
  { from: 'pausing', to: 'cancelled', reason: 'finishJob or reconciler: cancelled in the Temporal Web UI' },
  { from: 'paused', to: 'running', reason: 'resumed' },
  { from: 'paused', to: 'cancelling', reason: 'API: cancel asked for while paused' },
  {
    from: 'paused',
    to: 'completed',
    reason: 'finishJob: no target is left, found by a workflow that was reset to before the pause',
  },
  { from: 'paused', to: 'failed', reason: 'finishJob or reconciler: the job cannot go on' },
  {
    from: 'paused',
    to: 'cancelled',
    reason: 'finishJob: paused longer than maxPauseSeconds, or cancelled in the Web UI',
  },
  { from: 'cancelling', to: 'cancelled', reason: 'finishJob or reconciler: the batch in hand has ended' },
  { from: 'cancelling', to: 'completed', reason: 'finishJob: the last batch was in hand when the cancel came' },
  { from: 'cancelling', to: 'failed', reason: 'finishJob or reconciler: the batch in hand could not end well' },
];

/** The statuses from which a job may become `to`. */
export function sourcesOf(to: JobStatus): readonly JobStatus[] {
  return ARROWS.filter((arrow) => arrow.to === to).map((arrow) => arrow.from);
}

/** Whether a job in status `from` may become `to`. Staying where one is, is no arrow. */
export function mayBecome(from: JobStatus, to: JobStatus): boolean {
  return sourcesOf(to).includes(from);
}
