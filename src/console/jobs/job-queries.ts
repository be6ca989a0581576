import type { Schemas } from '@bulkgate/client';
import { queryOptions, skipToken } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import { queryClient } from '../api/query-client.js';
import { keepHolder } from '../gate/gate-query.js';
import { heldConnection } from '../live/connection-query.js';
import type { PageQuery } from '../shell/paged-table.js';
import type { Job } from './job.js';
import type { JobFilter } from './job-filter.js';
import { pageWithJob, withJob } from './job-lists.js';
import { isFinal, LIVE_STATUSES } from './job-status.js';

type JobPage = Schemas['JobPage'];

const JOBS_KEY = 'jobs';

/** What the stream knows of: the live jobs, and those that have ended just now. Nothing asks for it, the stream brings it. */
export const streamedJobsQuery = queryOptions<readonly Job[]>({
  queryKey: ['streamed-jobs'],
  queryFn: skipToken,
  staleTime: Infinity,
  gcTime: Infinity,
});

/** Undefined until the stream has said which there are. */
export function streamedJobs(): readonly Job[] | undefined {
  return queryClient.getQueryData(streamedJobsQuery.queryKey);
}

/** What the stream knows while it is up to date: an answer may have been on its way for longer than the latest event. */
export function freshJobs(): readonly Job[] | undefined {
  return heldConnection().freshUntil === null ? streamedJobs() : undefined;
}

function latestOf(answered: Job): Job {
  const streamed = freshJobs()?.find(({ id }) => id === answered.id);
  // The stream shows a job that has ended once: not that it was retried since.
  return streamed === undefined || (isFinal(streamed.status) && isFinal(answered.status)) ? answered : streamed;
}

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: async () => latestOf(await dataOf(api.GET('/api/v1/jobs/{id}', { params: { path: { id } } }))),
  });

export const jobsQuery = (filter: JobFilter) =>
  queryOptions({
    queryKey: [JOBS_KEY, filter] as const,
    queryFn: async (): Promise<JobPage> => {
      const { statuses, type, cursor } = filter;
      const query = {
        ...(statuses.length > 0 ? { status: [...statuses] } : {}),
        ...(type === null ? {} : { type: [type] }),
        ...(cursor === null ? {} : { cursor }),
      };
      const page = await dataOf(api.GET('/api/v1/jobs', { params: { query } }));
      return (freshJobs() ?? []).reduce((changed, job) => pageWithJob(changed, filter, job), page);
    },
  });

/** Asks which jobs live, where the stream does not say it. */
export async function liveJobs(): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  let cursor: string | null = null;
  do {
    const query = { status: [...LIVE_STATUSES], ...(cursor === null ? {} : { cursor }) };
    const page: JobPage = await dataOf(api.GET('/api/v1/jobs', { params: { query } }));
    jobs.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return jobs;
}

export const resultsQuery = (
  jobId: string,
  outcome: Schemas['TargetOutcome'],
  cursor: string | null,
): PageQuery<Schemas['TargetResult']> => ({
  queryKey: ['results', jobId, outcome, cursor],
  queryFn: () =>
    dataOf(
      api.GET('/api/v1/jobs/{id}/results', {
        params: { path: { id: jobId }, query: { outcome, ...(cursor === null ? {} : { cursor }) } },
      }),
      // Whoever asks for no file gets none.
    ) as Promise<Schemas['ResultPage']>,
});

export const resultSummaryQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['results', jobId, 'summary'],
    queryFn: () => dataOf(api.GET('/api/v1/jobs/{id}/results/summary', { params: { path: { id: jobId } } })),
  });

/** Shows a newer state of a job wherever it is shown. */
export function keepJob(job: Job): void {
  const known = streamedJobs();
  const before = known?.find(({ id }) => id === job.id) ?? queryClient.getQueryData(jobQuery(job.id).queryKey);
  queryClient.setQueryData(streamedJobsQuery.queryKey, known && withJob(known, job, Date.now()));
  queryClient.setQueryData(jobQuery(job.id).queryKey, job);
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: [JOBS_KEY] })) {
    const filter = queryKey[1] as JobFilter;
    queryClient.setQueryData<JobPage>(queryKey, (page) => page && pageWithJob(page, filter, job));
  }
  keepHolder(job);
  const isNewlyOver = isFinal(job.status) && (before === undefined ? known !== undefined : !isFinal(before.status));
  if (!isNewlyOver) return;
  forgetResults(job.id);
  void queryClient.invalidateQueries({ queryKey: ['leads'] });
}

/** What has become of its targets may be something else by now. Not asked again by itself: each look is in the audit log. */
export function forgetResults(jobId: string): void {
  void queryClient.invalidateQueries({ queryKey: ['results', jobId] });
}

/** It may be something else by now. */
export function forgetJob(id: string): void {
  void queryClient.invalidateQueries(jobQuery(id));
}

/** Everything that is known of jobs, and of what can be started, may be something else now. */
export function forgetJobs(): void {
  for (const key of [JOBS_KEY, 'job', 'results', 'gate', 'leads', 'operation-types'])
    void queryClient.invalidateQueries({ queryKey: [key] });
}
