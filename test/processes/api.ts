import { createApiApp } from '../../src/api/app.module.js';
import { SharedKeyJwtVerifier } from '../../src/api/auth/credential-verifier.js';
import { readConfig } from '../../src/config.js';
import { openDataSource } from '../../src/db/data-source.js';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import { connectRedis, redisReady } from '../../src/gate/redis.js';
import { createLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { createTemporalClient } from '../../src/temporal/connection.js';
import { testRegistry } from './registry.js';

// The API as src/main.ts wires it, with the canary operation, on a port that it tells its parent.

const config = readConfig();
const { secret, ...jwt } = config.api.jwt;
const dataSource = await openDataSource(config.database, { applicationName: 'test-api' });
const redis = connectRedis(config.redis, () => undefined);
await redisReady(redis, 5_000);
const { client, connection } = createTemporalClient(config.temporal);
const app = await createApiApp({
  config,
  dataSource,
  redis,
  gate: new BulkGate(redis),
  client,
  registry: testRegistry,
  verifier: new SharedKeyJwtVerifier({ ...jwt, secret: secret! }),
  record: () => undefined,
  logger: createLogger({ level: config.logLevel, service: 'test-api' }),
  metrics: createMetrics(),
});
await app.listen(0, '127.0.0.1');
process.send?.({ url: await app.getUrl() });

const stop = async (): Promise<void> => {
  await app.close();
  redis.disconnect();
  await Promise.allSettled([dataSource.destroy(), connection.close()]);
  process.exit(0);
};
process.once('SIGTERM', () => void stop());
// A parent that dies must not leave servers behind.
process.once('disconnect', () => process.exit(1));
