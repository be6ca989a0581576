import type { DataSource } from 'typeorm';
import type { Job, StartableJob } from '../../operations/job.js';
import { LIVE } from '../live-condition.js';
import { query, queryInBusiness } from '../transaction.js';

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
    for (const job of await liveJobsById(dataSource, businessId, jobIds)) jobs.set(job.id, job);
  }
  return found.flatMap(({ jobId }) => jobs.get(jobId) ?? []);
}

function liveJobsById(dataSource: DataSource, businessId: number, jobIds: readonly string[]): Promise<LiveJob[]> {
  return queryInBusiness<LiveJob>(
    dataSource,
    businessId,
    `SELECT ${COLUMNS} FROM jobs WHERE id = ANY($1::uuid[]) AND business_id = $2 AND ${LIVE}`,
    [jobIds, businessId],
  );
}

/** Whether the job of this business and operation type is live; null when it has no row. */
export async function isJobLive(
  dataSource: DataSource,
  { businessId, operationType }: { businessId: number; operationType: string },
  jobId: string,
): Promise<boolean | null> {
  const [row] = await queryInBusiness<{ live: boolean }>(
    dataSource,
    businessId,
    `SELECT ${LIVE} AS live FROM jobs WHERE id = $1 AND business_id = $2 AND operation_type = $3`,
    [jobId, businessId, operationType],
  );
  return row?.live ?? null;
}
