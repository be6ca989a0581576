import { useQuery } from '@tanstack/react-query';
import { streamedJobsQuery } from '../jobs/job-queries.js';
import { isFinal } from '../jobs/job-status.js';
import type { Job } from '../jobs/job.js';

const NONE: readonly Job[] = [];

/** The jobs of the business that live now. */
export function useLiveJobs(): readonly Job[] {
  const { data } = useQuery({ ...streamedJobsQuery, select: (jobs) => jobs.filter(({ status }) => !isFinal(status)) });
  return data ?? NONE;
}
