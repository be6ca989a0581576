import type { DataSource } from 'typeorm';
import type { Job } from '../../operations/job.js';
import type { JobStatus } from '../../operations/status.js';
import { JOB } from '../entities/job.entity.js';
import { GATE_TYPE, LIVE } from '../live-condition.js';
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
  return business.query(
    `SELECT ${JOB} FROM jobs
      WHERE business_id = $1 AND ($2::uuid IS NULL OR id < $2)
        AND ($3::text[] IS NULL OR operation_type = ANY($3)) AND ($4::text[] IS NULL OR status = ANY($4))
      ORDER BY id DESC LIMIT $5`,
    [business.id, beforeId ?? null, operationTypes ?? null, statuses ?? null, limit],
  );
}

export interface CurrentJobsQuery {
  /** Jobs that ended in this time are shown, too. */
  readonly endedWithinSeconds: number;
  /** And these, whatever became of them. */
  readonly alsoIds: readonly string[];
}

/** The newest ends are shown where more jobs ended: live jobs are few. */
const MOST_CURRENT_JOBS = 1_000;

/** The live jobs of a business and those that ended a short while ago, in one statement: it is asked once a second. */
export function listCurrentJobs(business: Business, { endedWithinSeconds, alsoIds }: CurrentJobsQuery): Promise<Job[]> {
  return business.query(
    `SELECT ${JOB} FROM jobs
      WHERE business_id = $1
        AND (${LIVE} OR finished_at > now() - make_interval(secs => $2) OR id = ANY($3::uuid[]))
      ORDER BY finished_at DESC NULLS FIRST, id DESC LIMIT ${MOST_CURRENT_JOBS}`,
    [business.id, endedWithinSeconds, alsoIds],
  );
}

/** The one live job of a business and gate, or null. */
export function findLiveJob(business: Business, gateType: string): Promise<Job | null> {
  const statement = `SELECT ${JOB} FROM jobs WHERE business_id = $1 AND ${GATE_TYPE} = $2 AND ${LIVE}`;
  return business.first(statement, [business.id, gateType]);
}

/** Those of the jobs that exist in this business, by id. */
export async function findJobsById(business: Business, jobIds: readonly string[]): Promise<Map<string, Job>> {
  const statement = `SELECT ${JOB} FROM jobs WHERE business_id = $1 AND id = ANY($2::uuid[])`;
  const jobs = await business.query<Job>(statement, [business.id, jobIds]);
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
