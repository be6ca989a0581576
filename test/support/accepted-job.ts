import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { insertJob, type NewJob } from '../../src/db/repositories/job-acceptance.js';
import { newJob } from './new-job.js';

/** The row of an accepted canary job of business 1, without lock or workflow. @returns its id */
export async function acceptedJob(dataSource: DataSource, fields: Partial<NewJob> = {}): Promise<string> {
  const job = newJob({ operationType: 'canary_increment', ...fields });
  const { kind } = await insertJob(new Business(dataSource, job.businessId), job);
  if (kind !== 'inserted') throw new Error(`the job is ${kind}`);
  return job.id;
}
