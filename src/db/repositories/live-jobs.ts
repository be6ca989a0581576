import type { DataSource } from 'typeorm';
import { Business } from '../business.js';
import type { Job, StartableJob } from '../../operations/job.js';
import { LIVE } from '../live-condition.js';
import { query } from '../transaction.js';

/** A live job as whoever settles it needs it. */
export interface LiveJob extends StartableJob, Pick<Job, 'status'> {
  readonly begun: boolean;
  readonly cancelRequested: boolean;
}

const COLUMNS = `id, business_id AS "businessId", operation_type AS "operationType", status, requested_by AS "requestedBy",
  batch_size AS "batchSize", throttle_ms AS "throttleMs", temporal_namespace AS "temporalNamespace",
  started_at IS NOT NULL AS begun, cancel_requested_at IS NOT NULL AS "cancelRequested"`;

/**
 * Live jobs of every business that were accepted longer ago than this, oldest first. Which there are is told by a
 * function that looks over the walls between businesses and gives ids only; the jobs are read inside their own business.
 */
export async function liveJobsOlderThan(dataSource: DataSource, ageSeconds: number): Promise<LiveJob[]> {
  const found = await query<{ businessId: number; jobId: string }>(
    dataSource,
    'SELECT business_id AS "businessId", job_id AS "jobId" FROM find_live_jobs($1)',
    [ageSeconds],
  );
  const jobs = new Map<string, LiveJob>();
  for (const businessId of new Set(found.map((job) => job.businessId))) {
    const jobIds = found.flatMap((job) => (job.businessId === businessId ? job.jobId : []));
    const live = await new Business(dataSource, businessId).query<LiveJob>(
      `SELECT ${COLUMNS} FROM jobs WHERE id = ANY($1::uuid[]) AND business_id = $2 AND ${LIVE}`,
      [jobIds, businessId],
    );
    for (const job of live) jobs.set(job.id, job);
  }
  return found.flatMap(({ jobId }) => jobs.get(jobId) ?? []);
}

/** Whether the job of this business and operation type is live; null when it has no row. */
export async function isJobLive(business: Business, operationType: string, jobId: string): Promise<boolean | null> {
  const job = await business.first<{ live: boolean }>(
    `SELECT ${LIVE} AS live FROM jobs WHERE id = $1 AND business_id = $2 AND operation_type = $3`,
    [jobId, business.id, operationType],
  );
  return job?.live ?? null;
}
