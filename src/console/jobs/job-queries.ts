import type { Schemas } from '@bulkgate/client';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import { queryClient } from '../api/query-client.js';
import type { Job } from './job.js';
import type { JobFilter } from './job-filter.js';
import { isFinal, LIVE_STATUSES } from './job-status.js';

type JobPage = Schemas['JobPage'];

const JOBS_KEY = 'jobs';
const MOST_LIVE_JOBS = 20;

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: () => dataOf(api.GET('/api/v1/jobs/{id}', { params: { path: { id } } })),
  });

export const jobsQuery = ({ statuses, type, cursor }: JobFilter) =>
  queryOptions({
    queryKey: [JOBS_KEY, { statuses, type, cursor }],
    queryFn: () =>
      dataOf(
        api.GET('/api/v1/jobs', {
          params: {
            query: {
              ...(statuses.length > 0 ? { status: [...statuses] } : {}),
              ...(type === null ? {} : { type: [type] }),
              ...(cursor === null ? {} : { cursor }),
            },
          },
        }),
      ),
  });

export const liveJobsQuery = queryOptions({
  queryKey: [JOBS_KEY, 'live'],
  queryFn: () =>
    dataOf(api.GET('/api/v1/jobs', { params: { query: { status: [...LIVE_STATUSES], limit: MOST_LIVE_JOBS } } })),
});

export const failuresQuery = (jobId: string, cursor: string | null) =>
  queryOptions({
    queryKey: ['results', jobId, cursor],
    queryFn: () =>
      dataOf(
        api.GET('/api/v1/jobs/{id}/results', {
          params: { path: { id: jobId }, query: { outcome: 'failed', ...(cursor === null ? {} : { cursor }) } },
        }),
      ),
  });

/** Shows a newer state of a job wherever it is shown. */
export function keepJob(job: Job): void {
  const before = queryClient.getQueryData(jobQuery(job.id).queryKey);
  queryClient.setQueryData(jobQuery(job.id).queryKey, job);
  queryClient.setQueriesData<JobPage>(
    { queryKey: [JOBS_KEY] },
    (page) =>
      page && { ...page, items: page.items.map((item) => (item.id === job.id ? { ...job, gate: item.gate } : item)) },
  );
  if (!isFinal(job.status) || before?.status === job.status) return;
  forgetLists();
  void queryClient.invalidateQueries({ queryKey: ['results', job.id] });
}

/** What is live, and what is held, may be something else now. */
export function forgetLists(): void {
  void queryClient.invalidateQueries({ queryKey: [JOBS_KEY] });
  void queryClient.invalidateQueries({ queryKey: ['gate'] });
}
