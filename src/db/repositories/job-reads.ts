import type { DataSource } from 'typeorm';
import type { Job } from '../../operations/job.js';
import type { JobStatus } from '../../operations/status.js';
import { JobEntity } from '../entities/job.entity.js';
import { LIVE } from '../live-condition.js';
import type { Business } from '../business.js';
import { query } from '../transaction.js';

export interface JobQuery {
  readonly operationTypes?: readonly string[] | undefined;
  readonly statuses?: readonly JobStatus[] | undefined;
  /** Only jobs accepted before this one. */
  readonly beforeId?: string | undefined;
  readonly limit: number;
}

/** Jobs of a business, newest first: ids are UUID v7, so their order is the order of acceptance. */
export function listJobs(business: Business, { operationTypes, statuses, beforeId, limit }: JobQuery): Promise<Job[]> {
  return business.transaction(({ manager }) => {
    const jobs = manager
      .createQueryBuilder(JobEntity, 'job')
      .where('job.business_id = :businessId', { businessId: business.id })
      .orderBy('job.id', 'DESC')
      .limit(limit);
    if (beforeId !== undefined) jobs.andWhere('job.id < :beforeId', { beforeId });
    if (operationTypes) jobs.andWhere('job.operation_type IN (:...operationTypes)', { operationTypes });
    if (statuses) jobs.andWhere('job.status IN (:...statuses)', { statuses });
    return jobs.getMany();
  });
}

/** The one live job of a business and operation type, or null. */
export function findLiveJob(business: Business, operationType: string): Promise<Job | null> {
  return business.transaction(({ manager }) =>
    manager
      .createQueryBuilder(JobEntity, 'job')
      .where(`job.business_id = :businessId AND job.operation_type = :operationType AND job.${LIVE}`, {
        businessId: business.id,
        operationType,
      })
      .getOne(),
  );
}

/** Those of the jobs that exist in this business, by id. */
export async function findJobsById(business: Business, jobIds: readonly string[]): Promise<Map<string, Job>> {
  if (jobIds.length === 0) return new Map();
  const jobs = await business.transaction(({ manager }) =>
    manager
      .createQueryBuilder(JobEntity, 'job')
      .where('job.business_id = :businessId AND job.id IN (:...jobIds)', { businessId: business.id, jobIds })
      .getMany(),
  );
  return new Map(jobs.map((job) => [job.id, job]));
}

/**
 * Live jobs, and jobs finished in the last 24 hours, by type and status, over all businesses: numbers, and nothing of
 * any one business (the function's owner sees no more columns).
 */
export function countJobs(
  dataSource: DataSource,
): Promise<{ operationType: string; status: JobStatus; count: number }[]> {
  return query(dataSource, 'SELECT operation_type AS "operationType", status, count FROM count_jobs()');
}
