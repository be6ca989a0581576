import type { DataSource } from 'typeorm';
import type { JobEntity } from '../entities/job.entity.js';
import { LIVE } from '../live-condition.js';
import { query } from '../transaction.js';

/** A live job as whoever settles it needs it. */
export type LiveJob = Pick<
  JobEntity,
  'id' | 'businessId' | 'operationType' | 'requestedBy' | 'batchSize' | 'throttleMs' | 'temporalNamespace'
> & {
  readonly begun: boolean;
  readonly cancelRequested: boolean;
};

const COLUMNS = `id, business_id AS "businessId", operation_type AS "operationType", requested_by AS "requestedBy",
  batch_size AS "batchSize", throttle_ms AS "throttleMs", temporal_namespace AS "temporalNamespace",
  started_at IS NOT NULL AS begun, cancel_requested_at IS NOT NULL AS "cancelRequested"`;

/** Live jobs that were accepted longer ago than this, oldest first. */
export function liveJobsOlderThan(dataSource: DataSource, ageSeconds: number): Promise<LiveJob[]> {
  return query<LiveJob>(
    dataSource,
    `SELECT ${COLUMNS} FROM jobs
      WHERE ${LIVE} AND created_at < clock_timestamp() - make_interval(secs => $1) ORDER BY created_at`,
    [ageSeconds],
  );
}

/** The one live job of a business and operation type, or null. */
export async function findLiveJob(
  dataSource: DataSource,
  businessId: number,
  operationType: string,
): Promise<LiveJob | null> {
  const [job] = await query<LiveJob>(
    dataSource,
    `SELECT ${COLUMNS} FROM jobs WHERE business_id = $1 AND operation_type = $2 AND ${LIVE}`,
    [businessId, operationType],
  );
  return job ?? null;
}

/** Whether the job of this business and operation type is live; null when it has no row. */
export async function isJobLive(
  dataSource: DataSource,
  { businessId, operationType }: { businessId: number; operationType: string },
  jobId: string,
): Promise<boolean | null> {
  const [row] = await query<{ live: boolean }>(
    dataSource,
    `SELECT ${LIVE} AS live FROM jobs WHERE id = $1 AND business_id = $2 AND operation_type = $3`,
    [jobId, businessId, operationType],
  );
  return row?.live ?? null;
}
