import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { readConfig } from '../src/config/config.js';
import type { PolicyOverrides } from '../src/operations/policy.js';
import { operationRegistry } from '../src/operations/definitions/index.js';
import { openDataSource } from '../src/db/data-source.js';
import { createTemporalClient } from '../src/temporal/connection.js';
import { createNamespace } from '../test/support/temporal-namespace.js';

/** What every measurement stands on: an own database and namespace, and the environment that names them. */
export interface Stand {
  readonly dataSource: DataSource;
  readonly client: Client;
  /** For child processes. */
  readonly environment: NodeJS.ProcessEnv;
  /** Signs the tokens that its API accepts. */
  readonly jwtSecret: string;
  readonly postgresVersion: string;
}

/** Sets the stand up for as long as `use` takes, and takes it down again whatever happens. */
export async function withStand(use: (stand: Stand) => Promise<void>, policies: PolicyOverrides = {}): Promise<void> {
  const cleanups: (() => unknown)[] = [];
  try {
    const name = `bench_${randomBytes(6).toString('hex')}`;
    const given = readConfig(operationRegistry);
    const postgresVersion = await onServer(given.database.url, `CREATE DATABASE ${name}`);
    cleanups.push(() => onServer(given.database.url, `DROP DATABASE ${name} WITH (FORCE)`));
    const url = given.database.url.replace(/[^/]*$/, name);
    const dataSource = await openMigrated(url);
    cleanups.push(() => dataSource.destroy());

    const before = createTemporalClient(given.temporal);
    const namespace = await createNamespace(before.connection).finally(() => before.connection.close());
    const { client, connection } = createTemporalClient({ ...given.temporal, namespace });
    cleanups.push(() => connection.close());
    const jwtSecret = randomBytes(32).toString('hex');
    const environment = {
      DATABASE_URL: url,
      TEMPORAL_NAMESPACE: namespace,
      JWT_SECRET: jwtSecret,
      BULKGATE_POLICIES: JSON.stringify(policies),
      LOG_LEVEL: 'info',
      ...{ PORT: '0', METRICS_PORT: '0', WORKER_HEALTH_PORT: '0', WORKER_METRICS_PORT: '0' },
    };
    await use({ dataSource, client, environment, jwtSecret, postgresVersion });
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

/** A migrated database, as its owner. */
export async function openMigrated(url: string): Promise<DataSource> {
  const dataSource = await openAsOwner(url);
  await dataSource.runMigrations();
  // A vacuum that starts by itself would hit one measurement and not its neighbour.
  for (const table of ['leads', 'jobs', 'job_batches']) {
    await dataSource.query(`ALTER TABLE ${table} SET (autovacuum_enabled = off)`);
  }
  return dataSource;
}

/** Vacuum, checkpoint and indexes between measurements may take their time. */
export function openAsOwner(url: string): Promise<DataSource> {
  const timeoutsMs = { statement_timeout: 1_800_000, transaction_timeout: 1_800_000 };
  return openDataSource({ url, poolSize: 10, tls: undefined }, { applicationName: 'bench', timeoutsMs });
}

/** Runs one statement outside of any database of ours. @returns the server's version */
export async function onServer(serverUrl: string, statement: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]!.server_version;
  } finally {
    await client.end();
  }
}
