import { fileURLToPath } from 'node:url';
import { createApiApp } from '../api/app.module.js';
import { ConsoleFiles } from '../api/console/console-files.js';
import { createCredentialVerifier } from '../access/create-credential-verifier.js';
import { type Config, InvalidConfig, readConfig } from '../config/config.js';
import { readRegistry } from '../config/operation-registry.js';
import { assertRowSecurity, RowSecurityMissing } from '../db/assert-row-security.js';
import { assertTargetTables, TargetTablesMissing } from '../db/assert-target-tables.js';
import { openDataSource } from '../db/data-source.js';
import { countJobs } from '../db/repositories/job-reads.js';
import { countUnknown } from '../db/repositories/unknown-messages.js';
import { BulkGate } from '../gate/bulk-gate.js';
import { createGateEventRecorder } from '../observability/gate-events.js';
import { createLogger } from '../observability/logger.js';
import { createMetrics } from '../observability/metrics.js';
import { startMetricsServer } from '../observability/metrics-server.js';
import { logUncaught, startUpText } from '../observability/fatal-errors.js';
import { connectLoggedRedis } from '../observability/logged-redis.js';
import { aborted, waitForService } from '../observability/wait-for-service.js';
import type { OperationRegistry } from '../operations/definition.js';
import {
  createRecordingAddresses,
  createRecordingStorage,
  UnsignedAddresses,
} from '../recordings/storage/create-recording-storage.js';
import { UnusableFolder } from '../recordings/storage/storage-folder.js';
import { createTemporalClient } from '../temporal/connection.js';

/** PostgreSQL may come up later; without it there is nothing to serve. */
const DATABASE_PATIENCE_MS = 30_000;
/** A person waits: no statement of a request may take as long as one of a batch. */
const TIMEOUTS_MS = { statement_timeout: 10_000 };
const CONNECTION = { applicationName: 'bulkgate-api', role: 'bulkgate_api', timeoutsMs: TIMEOUTS_MS } as const;
/** Connections that wait to be taken. Node's 511 is full within a moment of a flood, and a good client then waits seconds. */
const BACKLOG = 4_096;
/** How long current requests may take to end when the process is told to stop. */
const CLOSE_PATIENCE_MS = 10_000;
/** Where the build puts the console: beside the compiled programs. */
const CONSOLE_FOLDER = fileURLToPath(new URL('../console/', import.meta.url));

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort(signal));
try {
  const registry = await readRegistry();
  await main(readConfig(registry, undefined, 'api'), registry, stopping.signal);
} catch (error) {
  const faults = [InvalidConfig, RowSecurityMissing, TargetTablesMissing, UnusableFolder, UnsignedAddresses];
  process.stderr.write(`${startUpText('The API cannot start', error, faults)}\n`);
  process.exit(1);
}

/** The API process. Comes up while Redis and Temporal are away: it answers reads, and `/health/ready` says what is missing. */
async function main(config: Config, registry: OperationRegistry, signal: AbortSignal): Promise<void> {
  const logger = createLogger({ level: config.logLevel, service: 'api' });
  logUncaught(logger);

  const storage = await createRecordingStorage(config.recordings.storage, 'read');
  const addresses = await createRecordingAddresses(config.recordings.storage);
  const waiting = { logger, signal, patienceMs: DATABASE_PATIENCE_MS };
  const dataSource = await waitForService('PostgreSQL', waiting, () => openDataSource(config.database, CONNECTION));
  if (!dataSource) process.exit();
  await assertRowSecurity(dataSource, config.isProduction);
  await assertTargetTables(dataSource, registry);
  const metrics = createMetrics({
    countJobs: () => countJobs(dataSource),
    countUnknown: () => countUnknown(dataSource),
  });
  const redis = connectLoggedRedis(config.redis, logger);
  const { client } = createTemporalClient(config.temporal);
  const consoleFiles = await ConsoleFiles.read(CONSOLE_FOLDER);
  if (!consoleFiles) logger.warn('the console is not built, so this API serves none');
  const app = await createApiApp({
    config,
    dataSource,
    redis,
    gate: new BulkGate(redis),
    client,
    registry,
    storage,
    addresses,
    verifier: createCredentialVerifier(config.api.jwt, dataSource, logger),
    record: createGateEventRecorder(logger, metrics),
    consoleFiles,
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

  await aborted(signal);
  logger.info({ signal: signal.reason as unknown }, 'the API stops');
  // An upload may go on for minutes: after a while its connection is cut, and the sweep deletes what it has staged.
  const patience = setTimeout(() => app.getHttpServer().closeAllConnections(), CLOSE_PATIENCE_MS);
  await app.close();
  clearTimeout(patience);
  // The connection to Temporal ends with the process: closed while a call waits to be retried, it throws from a timer.
  await Promise.allSettled([metricsServer.close(), dataSource.destroy(), storage.close()]);
  redis.disconnect();
  logger.info('the API has stopped');
  process.exit();
}
