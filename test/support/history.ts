import type { Job } from '../../src/operations/job.js';
import { type SystemInUse, workflowOf } from './system.js';

/** What the history of a job's newest run tells about its activities. */
export interface RunHistory {
  readonly timersStarted: number;
  readonly activitiesTimedOut: number;
  /** `ApplicationFailure` types of the activities that failed, in order. */
  readonly activityFailures: readonly string[];
}

export async function historyOf(system: SystemInUse, job: Job): Promise<RunHistory> {
  const { events } = await workflowOf(system, job).fetchHistory();
  const all = events ?? [];
  return {
    timersStarted: all.filter((event) => event.timerStartedEventAttributes).length,
    activitiesTimedOut: all.filter((event) => event.activityTaskTimedOutEventAttributes).length,
    activityFailures: all.flatMap(({ activityTaskFailedEventAttributes: failed }) =>
      failed ? [failed.failure?.applicationFailureInfo?.type ?? 'no application failure'] : [],
    ),
  };
}
