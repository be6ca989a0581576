import type { DataSource } from 'typeorm';
import { Business } from '../business.js';
import type { Job } from '../../operations/job.js';
import { isFinal } from '../../operations/status.js';
import { GATE_TYPE, LIVE } from '../live-condition.js';
import { query } from '../transaction.js';
import { findJobsById } from './job-reads.js';

/**
 * Live jobs of every business that were accepted longer ago than this, oldest first. Which there are is told by a
 * function that looks over the walls between businesses and gives ids only; the jobs are read inside their own business.
 */
export async function liveJobsOlderThan(dataSource: DataSource, ageSeconds: number): Promise<Job[]> {
  const found = await query<{ businessId: number; jobId: string }>(
    dataSource,
    'SELECT business_id AS "businessId", job_id AS "jobId" FROM find_live_jobs($1)',
    [ageSeconds],
  );
  const jobs = new Map<string, Job>();
  for (const businessId of new Set(found.map((job) => job.businessId))) {
    const jobIds = found.flatMap((job) => (job.businessId === businessId ? job.jobId : []));
    for (const [id, job] of await findJobsById(new Business(dataSource, businessId), jobIds)) {
      if (!isFinal(job.status)) jobs.set(id, job);
    }
  }
  return found.flatMap(({ jobId }) => jobs.get(jobId) ?? []);
}

/** Whether the job of this business and gate is live; null when it has no row. */
export async function isJobLive(business: Business, gateType: string, jobId: string): Promise<boolean | null> {
  const job = await business.first<{ live: boolean }>(
    `SELECT ${LIVE} AS live FROM jobs WHERE id = $1 AND business_id = $2 AND ${GATE_TYPE} = $3`,
    [jobId, business.id, gateType],
  );
  return job?.live ?? null;
}
