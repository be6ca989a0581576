import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { type BatchDependencies, createBatchActivities } from '../../src/activities/batch-activities.js';
import { BegunSelections } from '../../src/activities/begun-selections.js';
import { ChunkSlots } from '../../src/activities/chunk-slots.js';
import { GateKeeper } from '../../src/activities/gate-keeper.js';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import { ProviderPace } from '../../src/gate/provider-pace.js';
import type { BatchInput } from '../../src/operations/batch.js';
import { NOTHING_DONE } from '../../src/operations/progress.js';
import { testRegistry } from '../processes/registry.js';

const sendsNone = () => Promise.reject(new Error('no canary is sent over a channel'));

/** The activities of batches without a worker around them, which nothing holds. */
export function batchActivities(dataSource: DataSource, redis: Redis, changed: Partial<BatchDependencies> = {}) {
  return createBatchActivities({
    dataSource,
    keeper: new GateKeeper({
      ...{ gate: new BulkGate(redis), isLive: () => Promise.resolve(true), record: () => undefined },
    }),
    selections: new BegunSelections(dataSource, testRegistry),
    checkpoint: () => undefined,
    recordChunk: () => undefined,
    pace: new ProviderPace(redis),
    channels: { now: () => new Date(), whatsApp: sendsNone, twilio: sendsNone },
    load: { look: () => Promise.resolve(null), during: (work) => work() },
    recordHold: () => undefined,
    recordAnswer: () => undefined,
    recordLateAnswer: () => undefined,
    slots: new ChunkSlots(10),
    messageSlots: new ChunkSlots(10),
    messagesDataSource: dataSource,
    isStopping: () => false,
    runOfWorkflow: () => null,
    ...changed,
  });
}

/** The first batch of a canary job of business 1, which is one chunk. */
export function firstBatch(jobId: string): BatchInput {
  return {
    ...{ jobId, businessId: 1, operationType: 'canary_increment', runNo: 1, streamNo: 1, chunkNo: 1, cursor: 0 },
    ...{ batchSize: 10, chunkSize: 10, maxBatchMs: 20, controlSeq: 0 },
    ...{ counters: NOTHING_DONE, lockTtlSeconds: 60, heartbeatTimeoutSeconds: 30 },
  };
}
