import { v7 as uuidV7 } from 'uuid';
import type { NewJob } from '../../src/db/repositories/job-acceptance.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';

/** What an acceptance inserts: a job over all leads of business 1, whose workflow no test starts. */
export function newJob(fields: Partial<NewJob> & Pick<NewJob, 'operationType'>): NewJob {
  return {
    id: uuidV7(),
    businessId: 1,
    gateType: null,
    requestedBy: 'operator-1',
    selection: { kind: 'all' },
    targets: leadTargets,
    parameters: {},
    fixed: null,
    expectedTotal: null,
    reason: null,
    batchSize: 10,
    throttleMs: 0,
    parallelism: 1,
    archiveDays: 0,
    temporalNamespace: 'a-namespace-that-is-missing',
    idempotency: undefined,
    maxLiveJobs: 20,
    ...fields,
  };
}
