import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { Business } from '../db/business.js';
import { isJobLive, liveJobsOlderThan } from '../db/repositories/live-jobs.js';
import type { BulkGate } from '../gate/bulk-gate.js';
import type { RecordGateEvent } from '../gate/gate-event.js';
import { describeJobWorkflow, jobWorkflowHandle } from '../temporal/job-workflow.js';
import { startBulkOperation } from '../temporal/starter.js';
import { type Asked, type AskingDependencies, askProvidersAgain } from './ask-providers-again.js';
import { asLeader } from './leadership.js';
import { purge } from './purge.js';
import { purgeArchive } from './purge-archive.js';
import { reconcileImports } from './reconcile-imports.js';
import { reconcileOnce, type ReconcilerPorts } from './reconciler.js';

/** Jobs younger than this are left to the request that accepted them. */
const MIN_AGE_SECONDS = 15;
const TEMPORAL_TIMEOUT_MS = 3_000;

export interface ReconcilerPassDependencies {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly client: Client;
  readonly gate: BulkGate;
  readonly record: RecordGateEvent;
  readonly report: ReconcilerPorts['report'];
}

/** One pass of this process: does nothing while another process is at it. */
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
    dataSource,
    isLive: (gate, jobId) => isJobLive(new Business(dataSource, gate.businessId), gate.operationType, jobId),
    gate,
    record,
    report,
    nowMs: () => Date.now(),
  };
  const imports = { dataSource, client, bounded, report };
  return async (stopping) => {
    await asLeader(connectionOf(config), async (lost) => {
      const signal = AbortSignal.any([stopping, lost]);
      await reconcileOnce(ports, signal);
      await reconcileImports(imports, signal);
    });
  };
}

/** One purge by this process: does nothing while another process is at it. */
export function createPurgePass(config: Config, dataSource: DataSource): (signal: AbortSignal) => Promise<void> {
  return async (stopping) => {
    const purgeAll = async (signal: AbortSignal): Promise<void> => {
      await purge(dataSource, config.retentionDays, signal);
      await purgeArchive(dataSource, signal);
    };
    await asLeader(connectionOf(config), (lost) => purgeAll(AbortSignal.any([stopping, lost])), 'purge');
  };
}

/**
 * Providers are asked by this process about what nobody knows, unless another one is at it: two messages to one address must not
 * be taken for the same call at the same time.
 */
export function createAskingPass(
  config: Config,
  { onAsked, ...dependencies }: AskingDependencies & { readonly onAsked: (done: Asked) => void },
): (signal: AbortSignal) => Promise<void> {
  return async (stopping) => {
    const ask = async (lost: AbortSignal): Promise<void> =>
      onAsked(await askProvidersAgain(dependencies, AbortSignal.any([stopping, lost])));
    await asLeader(connectionOf(config), ask, 'ask providers');
  };
}

function connectionOf({ database: { url, tls } }: Config) {
  return { connectionString: url, ...(tls ? { ssl: tls } : {}) };
}
