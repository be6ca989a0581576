import type { Client } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import type { DataSource } from 'typeorm';
import { type Activities, createActivities } from '../activities/index.js';
import type { RecordChunk } from '../activities/chunk.js';
import { BegunSelections } from '../activities/begun-selections.js';
import { ChunkSlots } from '../activities/chunk-slots.js';
import type { Checkpoint } from '../activities/checkpoint.js';
import { GateKeeper } from '../activities/gate-keeper.js';
import type { RecordActivityError } from '../activities/safe-failures.js';
import { businessIdOfWorkflow, runOfWorkflow } from '../activities/workflow-business.js';
import type { Config } from '../config/config.js';
import { Business } from '../db/business.js';
import { readServerLoad } from '../db/repositories/server-load.js';
import { readLive } from '../db/repositories/job-lifecycle.js';
import type { BulkGate } from '../gate/bulk-gate.js';
import type { ProviderPace } from '../gate/provider-pace.js';
import type { RecordGateEvent } from '../gate/gate-event.js';
import { LoadWatch, type OnBrokenProbe } from '../load/load-watch.js';
import type { Channels } from '../operations/channels.js';
import type { OperationRegistry } from '../operations/definition.js';
import type { HoldKind } from '../operations/hold.js';
import type { SendingDependencies } from '../outbox/send-prepared.js';
import { createWorker } from './create-worker.js';
import { BULK_TASK_QUEUE } from '../temporal/task-queues.js';

/**
 * Activities of the worker for each slot for chunks. The begin and the end of a job need no such slot, and a batch may wait for
 * one. Not many more: a worker that could take every batch there is would leave none to a worker that was just started.
 */
const ACTIVITIES_PER_SLOT = 4;

/** As long as an outage that the batches of a job outlast. */
const DEPLOY_MS = 300_000;

export interface BulkWorkerDependencies {
  readonly config: Config;
  readonly dataSource: DataSource;
  /** The connections of chunks of messages. */
  readonly messagesDataSource: DataSource;
  readonly gate: BulkGate;
  readonly pace: ProviderPace;
  readonly channels: Channels;
  readonly client: Client;
  readonly registry: OperationRegistry;
  readonly checkpoint: Checkpoint;
  readonly recordGateEvent: RecordGateEvent;
  readonly recordChunk: RecordChunk;
  readonly recordHold: (kind: HoldKind) => void;
  readonly recordAnswer: SendingDependencies['recordAnswer'];
  readonly recordLateAnswer: SendingDependencies['recordLateAnswer'];
  readonly onBrokenProbe: OnBrokenProbe;
  readonly recordActivityError: RecordActivityError;
  /** How long a job waits for a worker that knows its type: five minutes. */
  readonly deployMs?: number | undefined;
  /** How long a look at the load of PostgreSQL waits for it: three seconds. */
  readonly loadWithinMs?: number | undefined;
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
  const { maxChunks, maxMessageChunks } = config.worker;
  const keeper = new GateKeeper({
    gate,
    record: dependencies.recordGateEvent,
    isLive: async ({ businessId, jobId }) => (await readLive(new Business(dataSource, businessId), jobId)) !== null,
  });
  const load = new LoadWatch({
    limits: config.holds,
    readServerLoad: (timeoutMs) => readServerLoad(dataSource, timeoutMs),
    onBroken: dependencies.onBrokenProbe,
    answerWithinMs: dependencies.loadWithinMs,
  });
  const created: { worker?: Worker } = {};
  const activities = createActivities({
    dataSource,
    keeper,
    selections: new BegunSelections(dataSource, registry),
    deployMs: dependencies.deployMs ?? DEPLOY_MS,
    businessOfWorkflow: () => new Business(dataSource, businessIdOfWorkflow()),
    runOfWorkflow,
    slots: new ChunkSlots(maxChunks),
    messageSlots: new ChunkSlots(maxMessageChunks),
    messagesDataSource: dependencies.messagesDataSource,
    checkpoint: dependencies.checkpoint,
    pace: dependencies.pace,
    channels: dependencies.channels,
    recordChunk: (chunk) => {
      // How long a chunk of messages takes says nothing of the database.
      if (chunk.kind === 'rows') load.addChunk(chunk.seconds * 1_000);
      dependencies.recordChunk(chunk);
    },
    load,
    recordHold: dependencies.recordHold,
    recordAnswer: dependencies.recordAnswer,
    recordLateAnswer: dependencies.recordLateAnswer,
    isStopping: () => created.worker !== undefined && created.worker.getState() !== 'RUNNING',
  });
  created.worker = await createWorker(config, {
    taskQueue: BULK_TASK_QUEUE,
    activities: dependencies.decorateActivities?.(activities) ?? activities,
    maxActivities: (maxChunks + maxMessageChunks) * ACTIVITIES_PER_SLOT,
    recordActivityError: dependencies.recordActivityError,
  });
  return created.worker;
}
