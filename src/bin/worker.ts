import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Worker } from '@temporalio/worker';
import type { DataSource } from 'typeorm';
import type { RecordActivityError } from '../activities/safe-failures.js';
import { noCheckpoint } from '../activities/checkpoint.js';
import { createBulkWorker } from '../workers/bulk-worker.js';
import { openRecordingFetching } from '../workers/recording-fetching.js';
import { createRecordingWorker } from '../workers/recording-worker.js';
import { type Config, readConfig } from '../config/config.js';
import { assertWalled } from '../db/assert-walled.js';
import { openDataSource } from '../db/data-source.js';
import { countJobs } from '../db/repositories/job-reads.js';
import { BulkGate } from '../gate/bulk-gate.js';
import { connectRedis, redisReady } from '../gate/redis.js';
import { warnOfEviction } from '../observability/eviction-warning.js';
import { createGateEventRecorder } from '../observability/gate-events.js';
import { startHealthServer } from '../observability/health-server.js';
import { createHealthCheck } from '../observability/health.js';
import { shareHealth } from '../observability/shared-health.js';
import { createLogger, type Logger } from '../observability/logger.js';
import { startMetricsServer } from '../observability/metrics-server.js';
import { createMetrics } from '../observability/metrics.js';
import { logUncaught } from '../observability/uncaught.js';
import { operationRegistry } from '../operations/definitions/index.js';
import { createPurgePass, createReconcilerPass } from '../upkeep/upkeep-passes.js';
import { startReconcilerLoop } from '../upkeep/upkeep-loop.js';
import { createTemporalClient } from '../temporal/connection.js';
import { registerSearchAttributes } from '../temporal/search-attributes.js';
import { installRuntime } from '../temporal/runtime.js';
import { workflowBundle } from '../temporal/workflow-bundle.js';
import { startUpText } from './start-up-text.js';

const RETRY_START_MS = 2_000;
const PURGE_EVERY_MS = 3_600_000;

try {
  await main(readConfig(operationRegistry, undefined, 'worker'));
} catch (error) {
  process.stderr.write(`${startUpText('The worker cannot go on', error)}\n`);
  process.exit(1);
}

/** The worker process: batches, workflows and the reconciler, until SIGTERM or SIGINT. */
async function main(config: Config): Promise<void> {
  const logger = createLogger({ level: config.logLevel, service: 'worker' });
  logUncaught(logger);
  // Throws now, instead of looking like a Temporal that is away.
  workflowBundle({ encodesFailures: config.temporal.codecKeys.length > 0 });
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

  const redis = connectRedis(config.redis, (error) => logger.debug({ err: error }, 'Redis connection'));
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
      !stopping.signal.aborted,
  });

  const dataSource = await untilThere('PostgreSQL', logger, stopping.signal, () =>
    openDataSource(config.database, { applicationName: 'bulkgate-worker', role: 'bulkgate_worker' }),
  );
  if (!dataSource) process.exit();
  await assertWalled(dataSource, config.isProduction);
  opened.dataSource = dataSource;
  await redisReady(redis, RETRY_START_MS);
  void warnOfEviction(redis, logger); // waits for Redis by itself: a start without it is slow enough once
  const gate = new BulkGate(redis);
  const metrics = createMetrics({ countJobs: () => countJobs(dataSource) });
  const recordGateEvent = createGateEventRecorder(logger, metrics);
  const fetching = await openRecordingFetching({ config, dataSource, redis, logger, metrics });
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

  const workers = await untilThere('Temporal', logger, stopping.signal, async () => {
    await registerSearchAttributes(connection, config.temporal.namespace);
    const bulk = await createBulkWorker({
      config,
      dataSource,
      gate,
      client,
      registry: operationRegistry,
      checkpoint: noCheckpoint,
      recordGateEvent,
      recordBatch: ({ operationType, seconds, outcome }) => {
        metrics.batchSeconds.observe({ operation_type: operationType }, seconds);
        for (const name of ['succeeded', 'failed', 'skipped'] as const) {
          metrics.targetsTotal.inc({ operation_type: operationType, outcome: name }, outcome[name]);
        }
      },
      recordActivityError,
    });
    return [bulk, await createRecordingWorker({ config, ...fetching.dependencies, recordActivityError })];
  });
  if (workers) {
    polling.workers = workers;
    const purge = startReconcilerLoop(
      createPurgePass(config, dataSource),
      (error) => logger.warn({ err: error }, 'a purge failed'),
      PURGE_EVERY_MS,
    );
    const reconciler = startReconcilerLoop(
      createReconcilerPass({
        config,
        dataSource,
        client,
        gate,
        record: recordGateEvent,
        report: (action, jobId, detail, about) => {
          metrics.reconcilerActions.inc({ action });
          const { businessId, operationType } = about ?? {};
          logger[action === 'error' ? 'warn' : 'info'](
            { action, jobId, businessId, operationType, detail },
            'reconciler',
          );
        },
      }),
      (error) => logger.warn({ err: error }, 'a pass of the reconciler failed'),
    );
    logger.info({ healthPort: health.port, metricsPort: metricsServer.port }, 'worker is ready');
    const running = Promise.all(workers.map((worker) => worker.run()));
    await Promise.race([running, stopped(stopping.signal)]);
    // Throws unless RUNNING: a worker that ended by itself is not told to.
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await running.finally(() => Promise.all([reconciler.stop(), purge.stop()]));
  }
  await fetching.close();
  await Promise.all([health.close(), metricsServer.close()]);
  redis.disconnect();
  await dataSource.destroy();
  logger.info('worker has stopped');
  // The client's connection ends with the process: closed under a pending retry, the SDK throws from a timer.
  process.exit();
}

function notOpenYet(): never {
  throw new Error('PostgreSQL has not answered yet');
}

/** Tries until it works, so that a worker may start before what it needs; undefined when it was stopped meanwhile. */
async function untilThere<T>(
  what: string,
  logger: Logger,
  signal: AbortSignal,
  open: () => Promise<T>,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await open();
    } catch (error) {
      logger.warn({ err: error }, `${what} cannot be reached yet`);
      await delay(RETRY_START_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

async function stopped(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
