import { useQuery } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { isFinal } from '../jobs/job-status.js';
import { jobQuery } from '../jobs/job-queries.js';
import { type Connection, connectionTo, followJob } from './job-stream.js';

/** A job as it is now, and how the page knows: by its events while it lives. */
export function useJob(jobId: string) {
  const { data: job, error, dataUpdatedAt, refetch } = useQuery(jobQuery(jobId));
  const isFollowed = job !== undefined && !isFinal(job.status);
  const follow = useCallback(
    (onChange: () => void) => (isFollowed ? followJob(jobId, onChange) : () => undefined),
    [jobId, isFollowed],
  );
  const connection = useSyncExternalStore(follow, (): Connection => (isFollowed ? connectionTo(jobId) : 'over'));
  return { job, error, connection, knownAt: dataUpdatedAt, refetch };
}
