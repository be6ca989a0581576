import { createBulkWorker } from '../../src/workers/bulk-worker.js';
import type { Checkpoint } from '../../src/activities/checkpoint.js';
import { ChannelSecrets } from '../../src/channels/channel-secrets.js';
import { openChannels } from '../../src/channels/open-channels.js';
import { openProviders } from '../../src/channels/open-providers.js';
import { readConfig } from '../../src/config/config.js';
import { forMessages, openDataSource } from '../../src/db/data-source.js';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import { ProviderPace } from '../../src/gate/provider-pace.js';
import { connectRedis, redisReady } from '../../src/gate/redis.js';
import { createReconcilerPass } from '../../src/upkeep/upkeep-passes.js';
import { startUpkeepLoop } from '../../src/upkeep/upkeep-loop.js';
import { createTemporalClient } from '../../src/temporal/connection.js';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { readFile } from 'node:fs/promises';
import { workerDataConverter } from '../../src/temporal/codec/data-converter.js';
import { BULK_TASK_QUEUE } from '../../src/temporal/task-queues.js';
import { workflowBundle } from '../../src/temporal/workflow-bundle.js';
import { testRegistry } from './registry.js';
import type { FromWorker, TestWorkerOptions, ToWorker } from './worker-messages.js';

// A worker as the product wires it, with the canary operation, checkpoints that the test controls over IPC, and every
// gate event told to the test.

const options = JSON.parse(process.env.TEST_WORKER ?? '{}') as TestWorkerOptions;
const tell = (message: FromWorker): void => {
  // What ends after the worker, such as a look at the load, has nobody to tell any more: sending would be an error of the process.
  if (process.connected) process.send!(message);
};

const stops = new Set([options.stopAt ?? []].flat());
const held = new Set<{ readonly businessId: number; readonly streamNo: number; readonly release: () => void }>();
const checkpoint: Checkpoint = async (name, { jobId, businessId, streamNo, chunkNo }) => {
  const stop = [...stops].find(
    (wanted) =>
      wanted.name === name &&
      wanted.chunkNo === chunkNo &&
      (wanted.streamNo ?? streamNo) === streamNo &&
      (wanted.jobId ?? jobId) === jobId &&
      (wanted.businessId ?? businessId) === businessId,
  );
  if (!stop) return;
  stops.delete(stop); // another attempt of the batch is not held
  await new Promise<void>((release) => {
    held.add({ businessId, streamNo, release });
    tell({ kind: 'checkpoint', name, streamNo, chunkNo, jobId, businessId });
  });
};
process.on('message', (message: ToWorker) => {
  if (message.kind === 'stop at') {
    stops.add(message.stop);
    tell({ kind: 'will stop', stop: message.stop });
    return;
  }
  for (const attempt of held) {
    if ((message.businessId ?? attempt.businessId) !== attempt.businessId) continue;
    if ((message.streamNo ?? attempt.streamNo) !== attempt.streamNo) continue;
    held.delete(attempt);
    attempt.release();
  }
});

Runtime.install({ shutdownSignals: [], logger: { ...silent(), error: console.error } });
const config = readConfig(testRegistry);
const dataSource = await openDataSource(config.database, { applicationName: 'test-worker', role: 'bulkgate_worker' });
const messagesDataSource = await openDataSource(forMessages(config), {
  ...{ applicationName: 'test-worker', role: 'bulkgate_worker' },
});
const redis = connectRedis(config.redis, () => undefined);
await redisReady(redis, 5_000);
const gate = new BulkGate(redis);
const providers = openProviders(config.channels);
const { client, connection } = createTemporalClient(config.temporal);
const recordGateEvent = (event: Parameters<Parameters<typeof createReconcilerPass>[0]['record']>[0]): void =>
  tell({ kind: 'gate', event });

/** Takes workflow tasks alone, with code in which `beginJob` has another name. */
async function createMisfitWorker(): Promise<Worker> {
  const { codePath } = workflowBundle({ encodesFailures: false });
  const code = (await readFile(codePath, 'utf8')).replaceAll(/\bbeginJob\b/g, 'beginJobByAnotherName');
  return Worker.create({
    ...{ connection: await NativeConnection.connect({ address: config.temporal.address }), taskQueue: BULK_TASK_QUEUE },
    ...{ namespace: config.temporal.namespace, workflowBundle: { code } },
    dataConverter: workerDataConverter([]),
  });
}

const createFittingWorker = (): Promise<Worker> =>
  createBulkWorker({
    config,
    dataSource,
    messagesDataSource,
    gate,
    pace: new ProviderPace(redis),
    channels: openChannels(new ChannelSecrets(config.channels.keys), providers, {
      ...config.api,
      ...(options.now === undefined ? {} : { now: () => new Date(options.now!) }),
    }),
    client,
    deployMs: options.deployMs,
    loadWithinMs: options.loadWithinMs,
    registry: new Map([...testRegistry].filter(([type]) => type !== options.lacks)),
    checkpoint,
    recordGateEvent,
    recordChunk: () => undefined,
    recordHold: (kind) => tell({ kind: 'hold', reason: kind }),
    recordAnswer: () => undefined,
    recordLateAnswer: () => undefined,
    onBrokenProbe: (probe, error) => tell({ kind: 'broken probe', probe, error: String(error) }),
    recordActivityError: ({ activityType, summary, frames }) =>
      tell({ kind: 'activity-error', activityType, summary, frames }),
    ...(options.breaksWorkflow
      ? { decorateActivities: (activities) => ({ ...activities, processChunks: () => null }) }
      : {}),
  });
const worker = await (options.renamesActivity ? createMisfitWorker() : createFittingWorker());
const reconciler = options.reconciler
  ? startUpkeepLoop(
      createReconcilerPass({
        config,
        dataSource,
        client,
        gate,
        record: recordGateEvent,
        report: (action, jobId, detail) => tell({ kind: 'reconciler', action, jobId, detail }),
      }),
      () => undefined,
    )
  : undefined;

process.once('SIGTERM', () => worker.shutdown());
// A parent that dies must not leave workers behind.
const onOrphaned = (): never => process.exit(1);
process.once('disconnect', onOrphaned);
const running = worker.run();
tell({ kind: 'ready' });
await running;
await reconciler?.stop();
redis.disconnect();
await providers.close();
await Promise.all([dataSource.destroy(), messagesDataSource.destroy()]);
await connection.close();
process.off('disconnect', onOrphaned); // from here on it is the worker that hangs up
process.disconnect?.();

function silent() {
  const nothing = (): void => undefined;
  return { trace: nothing, debug: nothing, info: nothing, warn: nothing, log: nothing };
}
