import type { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { Business } from '../../src/db/business.js';
import { insertJob, type NewJob } from '../../src/db/repositories/job-acceptance.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';

/** The row of an accepted canary job of business 1, without lock or workflow. @returns its id */
export async function acceptedJob(dataSource: DataSource, fields: Partial<NewJob> = {}): Promise<string> {
  const job: NewJob = {
    ...{ id: uuidV7(), businessId: 1, operationType: 'canary_increment', requestedBy: 'operator-1' },
    ...{
      selection: { kind: 'all' },
      targets: leadTargets,
      fixed: null,
      expectedTotal: null,
      reason: null,
      stagedCount: 0,
      batchSize: 10,
      throttleMs: 0,
    },
    ...{ temporalNamespace: 'a-namespace-that-is-missing', idempotency: undefined, maxLiveJobs: 20 },
    ...fields,
  };
  await insertJob(new Business(dataSource, job.businessId), job);
  return job.id;
}
