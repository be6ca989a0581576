import { writeFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { BadArgument, runCommandLine } from '../cli/command-line.js';
import { readConfig } from '../config/config.js';
import { BulkGate } from '../gate/bulk-gate.js';
import { createLogger } from '../observability/logger.js';
import { createMetrics } from '../observability/metrics.js';
import { operationRegistry } from '../operations/definitions/index.js';
import type { RecordingStorage } from '../recordings/storage/recording-storage.js';
import { createTemporalClient } from '../temporal/connection.js';
import { createApiApp } from '../api/app.module.js';
import { InvalidCredential } from '../access/credential-verifier.js';
import { DocsPage } from '../api/docs/docs-page.js';

const NOTHING_STORED: RecordingStorage = {
  temporaryFolder: '',
  keep: () => Promise.resolve(),
  open: () => Promise.resolve(null),
  has: () => Promise.resolve(false),
  remove: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/**
 * `npm run openapi`: writes the document of the API that this code is into the file named on the command line. The
 * application is put together as it is in production, on services that nobody has connected to.
 */
async function writeDocument(file: string): Promise<void> {
  const config = readConfig(operationRegistry, {
    DATABASE_URL: 'postgres://nobody@localhost/none',
    REDIS_URL: 'redis://localhost',
    JWT_SECRET: 'a key that signs nothing and is used by nobody',
  });
  const redis = new Redis(config.redis.url, { lazyConnect: true, enableOfflineQueue: false });
  redis.on('error', () => undefined);
  const app = await createApiApp({
    config,
    dataSource: new DataSource({ type: 'postgres', url: config.database.url }),
    redis,
    gate: new BulkGate(redis),
    client: createTemporalClient(config.temporal).client,
    registry: operationRegistry,
    storage: NOTHING_STORED,
    addresses: null,
    verifier: { verify: () => Promise.reject(new InvalidCredential('nobody is let in')) },
    record: () => undefined,
    consoleFiles: null,
    logger: createLogger({ level: 'silent', service: 'api' }),
    metrics: createMetrics(),
  });
  writeFileSync(file, `${JSON.stringify(app.get(DocsPage).document, null, 2)}\n`);
}

const exitCode = await runCommandLine(
  {
    line: {
      program: 'node dist/bin/write-openapi.js',
      about: 'Writes the OpenAPI document of this API into a file. Needs no services.',
      commands: { '': { operands: 'FILE' } },
      fallback: '',
      flags: {},
      exitCodes: 'Exit codes: 0 done, 1 not possible, 2 not understood.',
    },
    async run({ operands: [file, ...more] }) {
      if (file === undefined || more.length > 0) throw new BadArgument('name one file');
      await writeDocument(file);
      return 0;
    },
  },
  process.argv.slice(2),
);
// Timers and sockets of the application are left, and nobody is going to use them.
process.exit(exitCode);
