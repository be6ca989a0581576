import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { recordFailures, type TargetFailure } from '../../src/db/repositories/chunk-ledger.js';
import type { NewJob } from '../../src/db/repositories/job-acceptance.js';
import { finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { acceptedJob } from './accepted-job.js';

export function failureOf(targetId: number, fields: Partial<TargetFailure> = {}): TargetFailure {
  return { targetId, code: '23503', constraint: undefined, ...fields };
}

/** A job of business 1 that has ended, with these of its targets recorded as failed; no worker had a hand in it. */
export async function endedJob(
  dataSource: DataSource,
  failures: readonly TargetFailure[],
  fields: Partial<NewJob> = {},
): Promise<string> {
  const { businessId = 1 } = fields;
  const business = new Business(dataSource, businessId);
  const id = await acceptedJob(dataSource, { operationType: 'delete_leads_bulk', archiveDays: 30, ...fields });
  await business.transaction((sql) => recordFailures(sql, { businessId, jobId: id, chunkNo: 1 }, failures));
  await dataSource.query(
    `UPDATE jobs SET status = 'running', started_at = now(), total = $2, processed = $2, failed_count = $2 WHERE id = $1`,
    [id, failures.length],
  );
  await finishJob(business, id, 'completed', null);
  return id;
}
