import type { TextId } from '../texts/locales.js';
import { jobState } from './job-state.js';
import type { Job } from './job.js';

export interface JobMoment {
  readonly at: string;
  readonly what: TextId;
  /** Who, where that is known. */
  readonly who: string | null;
}

/** What is known to have happened to a job, in the order in which it did. */
export function jobMoments(job: Job): readonly JobMoment[] {
  const { createdAt, startedAt, heartbeatAt, cancelRequestedAt, finishedAt, requestedBy } = job;
  const moments: readonly (readonly [at: string | null, what: TextId, who: string | null])[] = [
    [createdAt, 'moment.accepted', requestedBy],
    [startedAt, 'moment.begun', null],
    [heartbeatAt, 'moment.latest_batch', null],
    [cancelRequestedAt, 'moment.cancel_asked', null],
    [finishedAt, jobState(job).label, null],
  ];
  return moments
    .flatMap(([at, what, who]) => (at === null ? [] : [{ at, what, who }]))
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}
