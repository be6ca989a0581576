import type { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { DataSource } from 'typeorm';
import { type Activities, createActivities } from './activities/index.js';
import type { RecordBatch } from './activities/batch-activities.js';
import { BegunSelections } from './activities/begun-selections.js';
import type { Checkpoint } from './activities/checkpoint.js';
import { GateKeeper } from './activities/gate-keeper.js';
import { type RecordActivityError, safeFailures } from './activities/safe-failures.js';
import { businessOfWorkflow } from './activities/workflow-business.js';
import type { Config } from './config.js';
import { readLive } from './db/repositories/job-lifecycle.js';
import type { BulkGate } from './gate/bulk-gate.js';
import type { RecordGateEvent } from './gate/gate-event.js';
import type { OperationRegistry } from './operations/definition.js';
import { tlsOptions } from './temporal/connection.js';
import { BULK_TASK_QUEUE } from './temporal/task-queues.js';
import { workflowBundle } from './temporal/workflow-bundle.js';

export interface BulkWorkerDependencies {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly gate: BulkGate;
  readonly client: Client;
  readonly registry: OperationRegistry;
  readonly checkpoint: Checkpoint;
  readonly recordGateEvent: RecordGateEvent;
  readonly recordBatch: RecordBatch;
  readonly recordActivityError: RecordActivityError;
  /** Wraps the activities; tests put faults in here. */
  readonly decorateActivities?: (activities: Activities) => object;
}

/**
 * A worker for bulk operations, ready to run. The caller runs it and shuts it down; nothing starts as a side effect of
 * wiring.
 *
 * @throws Error when Temporal cannot be reached or the workflow bundle is missing
 */
export async function createBulkWorker(dependencies: BulkWorkerDependencies): Promise<Worker> {
  const { config, dataSource, gate, registry } = dependencies;
  const keeper = new GateKeeper({
    gate,
    record: dependencies.recordGateEvent,
    isLive: async ({ businessId, jobId }) => (await readLive(dataSource, businessId, jobId)) !== null,
  });
  const created: { worker?: Worker } = {};
  const activities = createActivities({
    dataSource,
    keeper,
    selections: new BegunSelections(dataSource, registry),
    businessOfWorkflow,
    checkpoint: dependencies.checkpoint,
    recordBatch: dependencies.recordBatch,
    isStopping: () => created.worker !== undefined && created.worker.getState() !== 'RUNNING',
  });
  const connection = await NativeConnection.connect({
    address: config.temporal.address,
    tls: tlsOptions(config.temporal.tls),
    ...(config.temporal.apiKey ? { apiKey: config.temporal.apiKey } : {}),
    // Messages are a few hundred bytes: packing them costs more than sending them, on both sides.
    grpcCompression: { codec: 'none' },
  });
  const creating = Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: BULK_TASK_QUEUE,
    workflowBundle: workflowBundle(),
    activities: dependencies.decorateActivities?.(activities) ?? activities,
    ...activitySlots(config.worker.maxBatches),
    // 0 by default: the SDK would tell every batch in hand to cancel as soon as a deploy begins.
    shutdownGraceTime: config.worker.shutdownGraceSeconds * 1000,
    // A heartbeat goes out when the batch beats (a third of the time-out), not when 80 % of the time-out are over.
    maxHeartbeatThrottleInterval: '500ms',
    interceptors: {
      activity: [(context) => ({ inbound: safeFailures(context.info, dependencies.recordActivityError) })],
    },
  });
  created.worker = await creating.catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  return created.worker;
}

const MAX_POLLERS = 5;

/**
 * Room for so many activities at once. A poller holds a slot while it waits, and by default there are ten of them: with
 * ten slots none is left for the server to hand the next activity over in its answer to a workflow task ("eagerly"), and
 * every batch takes the way through the task queue, 3 ms and more. So at most half of the slots wait.
 */
export function activitySlots(activities: number) {
  const maximum = Math.min(MAX_POLLERS, Math.max(1, Math.floor(activities / 2)));
  return {
    maxConcurrentActivityTaskExecutions: activities,
    // Not `maxConcurrentActivityTaskPolls`: it left no slot free either.
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum },
  } as const;
}
