import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import { finishJob } from '../db/repositories/job-lifecycle.js';
import { isJobLive, liveJobsOlderThan } from '../db/repositories/live-jobs.js';
import type { BulkGate } from '../gate/bulk-gate.js';
import type { RecordGateEvent } from '../gate/gate-event.js';
import { describeJobWorkflow, jobWorkflowHandle } from '../temporal/job-workflow.js';
import { startBulkOperation } from '../temporal/starter.js';
import { asLeader } from './leadership.js';
import { purge } from './purge.js';
import { reconcileOnce, type ReconcilerPorts } from './reconciler.js';

/** Jobs younger than this are left to the request that accepted them. */
const MIN_AGE_SECONDS = 15;
const TEMPORAL_TIMEOUT_MS = 3_000;
const PURGE_EVERY_MS = 3_600_000;

export interface ReconcilerPassDependencies {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly client: Client;
  readonly gate: BulkGate;
  readonly record: RecordGateEvent;
  readonly report: ReconcilerPorts['report'];
}

/** One pass of this process: does nothing while another process is at it. Purges about once an hour. */
export function createReconcilerPass(dependencies: ReconcilerPassDependencies): (signal: AbortSignal) => Promise<void> {
  const { config, dataSource, client, gate, record, report } = dependencies;
  const bounded = <T>(call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + TEMPORAL_TIMEOUT_MS, call);
  const ports: ReconcilerPorts = {
    liveJobs: () => liveJobsOlderThan(dataSource, MIN_AGE_SECONDS),
    describe: (job) => bounded(() => describeJobWorkflow(client, job)),
    start: (job) => bounded(() => startBulkOperation(client, job, config.policyOf)),
    requestCancel: async (job) => {
      await bounded(() => jobWorkflowHandle(client, job).cancel());
    },
    finish: (...args) => finishJob(dataSource, ...args),
    isLive: (jobId) => isJobLive(dataSource, jobId),
    gate,
    record,
    report,
    nowMs: () => Date.now(),
  };
  let purgedAtMs = -Infinity;
  return async (stopping) => {
    await asLeader(
      { connectionString: config.database.url, ...(config.database.tls ? { ssl: config.database.tls } : {}) },
      async (lost) => {
        const signal = AbortSignal.any([stopping, lost]);
        await reconcileOnce(ports, signal);
        if (performance.now() - purgedAtMs < PURGE_EVERY_MS) return;
        await purge(dataSource, config.retentionDays, signal);
        purgedAtMs = performance.now();
      },
    );
  };
}
