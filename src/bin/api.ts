import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createApiApp } from '../api/app.module.js';
import { createCredentialVerifier } from '../access/create-credential-verifier.js';
import { type Config, readConfig } from '../config/config.js';
import { assertWalled } from '../db/assert-walled.js';
import { openDataSource } from '../db/data-source.js';
import { countJobs } from '../db/repositories/job-reads.js';
import { BulkGate } from '../gate/bulk-gate.js';
import { connectRedis } from '../gate/redis.js';
import { warnOfEviction } from '../observability/eviction-warning.js';
import { createGateEventRecorder } from '../observability/gate-events.js';
import { createLogger, type Logger } from '../observability/logger.js';
import { createMetrics } from '../observability/metrics.js';
import { startMetricsServer } from '../observability/metrics-server.js';
import { logUncaught } from '../observability/uncaught.js';
import { operationRegistry } from '../operations/definitions/index.js';
import { createRecordingStorage } from '../recordings/storage/create-recording-storage.js';
import { createTemporalClient } from '../temporal/connection.js';
import { startUpText } from './start-up-text.js';

const DATABASE_PATIENCE_MS = 30_000;
/** A person waits: no statement of a request may take as long as one of a batch. */
const TIMEOUTS_MS = { statement_timeout: 10_000 };
/** Connections that wait to be taken. Node's 511 is full within a moment of a flood, and a good client then waits seconds. */
const BACKLOG = 4_096;
/** Requests in hand have this long to end when the process is told to stop. */
const CLOSE_PATIENCE_MS = 10_000;

/** The API process. Comes up while Redis and Temporal are away: it answers reads, and `/health/ready` says what is missing. */
async function main(): Promise<void> {
  const config = readConfig(operationRegistry, undefined, 'api');
  const logger = createLogger({ level: config.logLevel, service: 'api' });
  logUncaught(logger);

  const storage = await createRecordingStorage(config.recordings.storage, 'read');
  const dataSource = await openPatiently(config.database, logger);
  await assertWalled(dataSource, config.isProduction);
  const metrics = createMetrics({ countJobs: () => countJobs(dataSource) });
  const redis = openRedis(config.redis, logger);
  const { client } = createTemporalClient(config.temporal);
  const app = await createApiApp({
    config,
    dataSource,
    redis,
    gate: new BulkGate(redis),
    client,
    registry: operationRegistry,
    storage,
    verifier: createCredentialVerifier(config.api.jwt, dataSource, logger),
    record: createGateEventRecorder(logger, metrics),
    logger,
    metrics,
  });
  const { host, port, metricsPort } = config.api;
  const metricsServer = await startMetricsServer({
    host: config.metricsHost,
    port: metricsPort,
    registry: metrics.registry,
  });
  await app.listen({ port, host, backlog: BACKLOG });
  logger.info({ url: await app.getUrl(), metricsPort: metricsServer.port }, 'the API listens');
  void warnOfEviction(redis, logger);

  const stop = async (signal: string): Promise<void> => {
    logger.info({ signal }, 'the API stops');
    // An upload may go on for minutes: after a while its connection is cut, what it has staged goes with the sweep.
    const patience = setTimeout(() => app.getHttpServer().closeAllConnections(), CLOSE_PATIENCE_MS);
    await app.close();
    clearTimeout(patience);
    // The connection to Temporal ends with the process: closed while a call waits to be retried, it throws from a timer.
    await Promise.allSettled([metricsServer.close(), dataSource.destroy(), storage.close()]);
    redis.disconnect();
    logger.info('the API has stopped');
  };
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping ??= stop(signal).then(() => process.exit(0));
    });
  }
}

/** PostgreSQL may come up beside us; without it there is nothing to serve. */
async function openPatiently(database: Config['database'], logger: Logger): Promise<DataSource> {
  const deadlineMs = performance.now() + DATABASE_PATIENCE_MS;
  for (;;) {
    try {
      return await openDataSource(database, {
        ...{ applicationName: 'bulkgate-api', role: 'bulkgate_api', timeoutsMs: TIMEOUTS_MS },
      });
    } catch (err) {
      if (performance.now() >= deadlineMs) throw err;
      logger.warn({ err }, 'PostgreSQL is not there yet');
      await delay(1_000);
    }
  }
}

/** One line when Redis goes and one when it is back; the attempts in between are for debugging. */
function openRedis(address: Config['redis'], logger: Logger): ReturnType<typeof connectRedis> {
  let isAway = false;
  const redis = connectRedis(address, (err) => {
    logger[isAway ? 'debug' : 'warn']({ err }, 'Redis cannot be reached');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) logger.info('Redis is back');
    isAway = false;
  });
  return redis;
}

main().catch((error: unknown) => {
  process.stderr.write(`${startUpText('The API cannot start', error)}\n`);
  process.exit(1);
});
