import { type Worker } from '@temporalio/worker';
import type { DataSource } from 'typeorm';
import type { RecordActivityError } from '../activities/safe-failures.js';
import { noCheckpoint } from '../activities/checkpoint.js';
import { startAnnouncing } from '../workers/announcing.js';
import { createBulkWorker } from '../workers/bulk-worker.js';
import { openRecordingFetching } from '../workers/recording-fetching.js';
import { createRecordingWorker } from '../workers/recording-worker.js';
import { ChannelSecrets } from '../channels/channel-secrets.js';
import { openChannels } from '../channels/open-channels.js';
import { openProviders } from '../channels/open-providers.js';
import { type Config, InvalidConfig, readConfig } from '../config/config.js';
import { readRegistry } from '../config/operation-registry.js';
import { assertDeclaredForeignKeys, UndeclaredForeignKeys } from '../db/assert-declared-foreign-keys.js';
import { assertRowSecurity, RowSecurityMissing } from '../db/assert-row-security.js';
import { assertTargetTables, TargetTablesMissing } from '../db/assert-target-tables.js';
import { forMessages, openDataSource } from '../db/data-source.js';
import { countJobs } from '../db/repositories/job-reads.js';
import { countUnknown } from '../db/repositories/unknown-messages.js';
import { BulkGate } from '../gate/bulk-gate.js';
import { ProviderPace } from '../gate/provider-pace.js';
import { redisReady } from '../gate/redis.js';
import { createGateEventRecorder } from '../observability/gate-events.js';
import { startHealthServer } from '../observability/health-server.js';
import { createHealthCheck } from '../observability/health.js';
import { shareHealth } from '../observability/shared-health.js';
import { createLogger } from '../observability/logger.js';
import { startMetricsServer } from '../observability/metrics-server.js';
import { createMetrics, OUTCOME_LABELS } from '../observability/metrics.js';
import { logUncaught, startUpText } from '../observability/fatal-errors.js';
import { connectLoggedRedis } from '../observability/logged-redis.js';
import { aborted, waitForService } from '../observability/wait-for-service.js';
import type { OperationRegistry } from '../operations/definition.js';
import { UnusableFolder } from '../recordings/storage/storage-folder.js';
import { startUpkeep } from '../upkeep/start-upkeep.js';
import { createTemporalClient } from '../temporal/connection.js';
import { registerSearchAttributes } from '../temporal/search-attributes.js';
import { installRuntime } from '../temporal/runtime.js';
import { workflowBundle } from '../temporal/workflow-bundle.js';

/** How long a start waits for Redis, without which a worker works too. */
const REDIS_PATIENCE_MS = 2_000;
const CONNECTION = { applicationName: 'bulkgate-worker', role: 'bulkgate_worker' } as const;

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // A second signal ends a worker that still waits for its last batch.
  process.once(signal, () => stopping.abort(signal));
}
try {
  const registry = await readRegistry();
  await main(readConfig(registry, undefined, 'worker'), registry, stopping.signal);
} catch (error) {
  const faults = [InvalidConfig, RowSecurityMissing, TargetTablesMissing, UndeclaredForeignKeys, UnusableFolder];
  process.stderr.write(`${startUpText('The worker cannot go on', error, faults)}\n`);
  process.exit(1);
}

/** The worker process: batches, workflows and the reconciler, until SIGTERM or SIGINT. */
async function main(config: Config, registry: OperationRegistry, signal: AbortSignal): Promise<void> {
  const logger = createLogger({ level: config.logLevel, service: 'worker' });
  logUncaught(logger);
  // Throws now, instead of looking like a Temporal that is away.
  workflowBundle({ encodesFailures: config.temporal.codecKeys.length > 0 });

  const redis = connectLoggedRedis(config.redis, logger);
  const { client, connection } = createTemporalClient(config.temporal);
  const opened: { dataSource?: DataSource } = {};
  const polling: { workers: readonly Worker[] } = { workers: [] };
  // First of all, so that a worker which waits for PostgreSQL is alive and says what is missing.
  const health = await startHealthServer({
    host: config.api.host,
    port: config.worker.healthPort,
    check: shareHealth(
      createHealthCheck({
        dataSource: { query: async (statement) => (opened.dataSource ?? notOpenYet()).query(statement) },
        redis,
        client,
      }),
    ),
    isAccepting: () =>
      polling.workers.length > 0 &&
      polling.workers.every((worker) => worker.getState() === 'RUNNING') &&
      !signal.aborted,
  });

  const waiting = { logger, signal };
  const dataSource = await waitForService('PostgreSQL', waiting, () => openDataSource(config.database, CONNECTION));
  if (!dataSource) process.exit();
  await assertRowSecurity(dataSource, config.isProduction);
  await assertTargetTables(dataSource, registry);
  await assertDeclaredForeignKeys(dataSource, registry);
  opened.dataSource = dataSource;
  const messagesDataSource = await openDataSource(forMessages(config), CONNECTION);
  await redisReady(redis, REDIS_PATIENCE_MS);
  const gate = new BulkGate(redis);
  const metrics = createMetrics({
    countJobs: () => countJobs(dataSource),
    countUnknown: () => countUnknown(dataSource),
  });
  const recordGateEvent = createGateEventRecorder(logger, metrics);
  const fetching = await openRecordingFetching({ config, dataSource, redis, logger, metrics });
  const providers = openProviders(config.channels);
  const channels = openChannels(new ChannelSecrets(config.channels.keys), providers, config.api);
  const recordActivityError: RecordActivityError = (activity) =>
    activity.isLast
      ? logger.error(activity, 'an activity failed')
      : logger.warn(activity, 'an activity failed and will be tried again');
  const sdkMetricsUrl = await installRuntime(logger);

  const metricsServer = await startMetricsServer({
    host: config.metricsHost,
    port: config.worker.metricsPort,
    registry: metrics.registry,
    sdkMetricsUrl,
  });

  const workers = await waitForService('Temporal', waiting, async () => {
    await registerSearchAttributes(connection, config.temporal.namespace);
    const bulk = await createBulkWorker({
      config,
      dataSource,
      messagesDataSource,
      gate,
      pace: new ProviderPace(redis),
      channels,
      client,
      registry,
      checkpoint: noCheckpoint,
      recordGateEvent,
      recordChunk: ({ operationType, seconds, outcome }) => {
        metrics.chunkSeconds.observe({ operation_type: operationType }, seconds);
        for (const name of ['succeeded', 'failed', 'skipped'] as const) {
          metrics.targetsTotal.inc({ operation_type: operationType, outcome: name }, outcome[name]);
        }
      },
      recordHold: (reason) => metrics.holdsTotal.inc({ reason }),
      recordAnswer: ({ channel, outcome }) =>
        metrics.providerRequests.inc({ channel, outcome: OUTCOME_LABELS[outcome] }),
      recordLateAnswer: (message) =>
        logger.warn(
          message,
          'the provider has taken a message; that is not written, because its row has another outcome',
        ),
      onBrokenProbe: (probe, err) => {
        metrics.brokenProbes.inc({ probe });
        logger.warn({ probe, err }, 'a probe of the load is broken; it holds no job');
      },
      recordActivityError,
    });
    return [bulk, await createRecordingWorker({ config, ...fetching.dependencies, recordActivityError })];
  });
  if (workers) {
    polling.workers = workers;
    const announcing = startAnnouncing(redis, [...registry.keys()], logger);
    const upkeep = startUpkeep({
      config,
      dataSource,
      client,
      gate,
      registry,
      channels,
      record: recordGateEvent,
      metrics,
      logger,
    });
    logger.info({ healthPort: health.port, metricsPort: metricsServer.port }, 'worker is ready');
    const running = Promise.all(workers.map((worker) => worker.run()));
    await Promise.race([running, aborted(signal)]);
    // Throws unless RUNNING: a worker that ended by itself is not told to.
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await running.finally(() => Promise.all([upkeep.stop(), announcing.stop()]));
  }
  await Promise.all([fetching.close(), providers.close()]);
  await Promise.all([health.close(), metricsServer.close()]);
  redis.disconnect();
  await Promise.all([dataSource.destroy(), messagesDataSource.destroy()]);
  logger.info('worker has stopped');
  // The client's connection ends with the process: closed under a pending retry, the SDK throws from a timer.
  process.exit();
}

function notOpenYet(): never {
  throw new Error('PostgreSQL has not answered yet');
}
