import type { Business } from '../db/business.js';
import { findJob } from '../db/repositories/job-acceptance.js';
import type { Job } from '../operations/job.js';
import { isJobId } from '../operations/job-id.js';
import { ControlFailed } from './control-errors.js';

/** @throws ControlFailed `job_not_found` for an unknown id, a malformed one and another business's alike */
export async function requireJob(business: Business, jobId: string): Promise<Job> {
  const job = isJobId(jobId) ? await findJob(business, jobId) : null;
  if (!job) throw new ControlFailed('job_not_found');
  return job;
}
