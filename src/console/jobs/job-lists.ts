import type { Schemas } from '@bulkgate/client';
import type { JobFilter } from './job-filter.js';
import { isFinal } from './job-status.js';
import type { Job } from './job.js';

type JobPage = Schemas['JobPage'];

/** As long as the server's snapshot names a job that has ended. */
const ENDED_KEPT_MS = 60_000;

/** Ids are in the order of acceptance. */
function newestFirst(one: Job, other: Job): number {
  return one.id < other.id ? 1 : -1;
}

/** The jobs of the stream once one of them has changed or come. */
export function withJob(jobs: readonly Job[], changed: Job, now: number): readonly Job[] {
  const others = jobs.filter(
    ({ id, finishedAt }) => id !== changed.id && (finishedAt === null || now - Date.parse(finishedAt) < ENDED_KEPT_MS),
  );
  return [...others, changed].sort(newestFirst);
}

/** A page of a list once a job has changed or come. */
export function pageWithJob(page: JobPage, filter: JobFilter, job: Job): JobPage {
  const { statuses, type, cursor } = filter;
  const isMeant = (statuses.length === 0 || statuses.includes(job.status)) && (type === null || type === job.type);
  const isShown = page.items.some(({ id }) => id === job.id);
  if (isShown) {
    const items = isMeant
      ? page.items.map((item) => (item.id === job.id ? job : item))
      : page.items.filter(({ id }) => id !== job.id);
    return { ...page, items };
  }
  const last = page.items.at(-1);
  const isOfPage = cursor === null && (page.nextCursor === null || last === undefined || job.id > last.id);
  return isMeant && isOfPage ? { ...page, items: [...page.items, job].sort(newestFirst) } : page;
}

/** The jobs that lived and that a snapshot does not name: they have ended while nobody listened. */
export function endedUnheard(before: readonly Job[], snapshot: readonly Job[]): readonly Job[] {
  return before.filter(({ id, status }) => !isFinal(status) && snapshot.every((job) => job.id !== id));
}
