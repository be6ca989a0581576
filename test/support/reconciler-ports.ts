import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { isJobLive, liveJobsOlderThan } from '../../src/db/repositories/live-jobs.js';
import type { BulkGate } from '../../src/gate/bulk-gate.js';
import type { GateEvent } from '../../src/gate/gate-event.js';
import { createPolicies } from '../../src/operations/policy.js';
import type { ReconcilerAction, ReconcilerPorts } from '../../src/upkeep/reconciler.js';
import { describeJobWorkflow, jobWorkflowHandle } from '../../src/temporal/job-workflow.js';
import { startBulkOperation } from '../../src/temporal/starter.js';
import { testRegistry } from '../processes/registry.js';
import { FAST_CANARY } from './system.js';

export interface Reported {
  readonly action: ReconcilerAction;
  readonly jobId: string | null;
  readonly detail: string;
}

/** The ports of a reconciler on real services, for jobs of any age, and what it reported and recorded. */
export function reconcilerPorts(
  { dataSource, gate, client }: { dataSource: DataSource; gate: BulkGate; client: Client },
  overrides: Partial<ReconcilerPorts> = {},
): { ports: ReconcilerPorts; reported: Reported[]; recorded: GateEvent[] } {
  const reported: Reported[] = [];
  const recorded: GateEvent[] = [];
  const policyOf = createPolicies(testRegistry, FAST_CANARY);
  const ports: ReconcilerPorts = {
    liveJobs: () => liveJobsOlderThan(dataSource, 0),
    describe: (job) => describeJobWorkflow(client, job),
    start: (job) => startBulkOperation(client, job, policyOf),
    requestCancel: async (job) => {
      await jobWorkflowHandle(client, job).cancel();
    },
    dataSource,
    isLive: (gate, jobId) => isJobLive(new Business(dataSource, gate.businessId), gate.operationType, jobId),
    gate,
    record: (event) => recorded.push(event),
    report: (action, jobId, detail) => reported.push({ action, jobId, detail }),
    nowMs: () => Date.now(),
    ...overrides,
  };
  return { ports, reported, recorded };
}
