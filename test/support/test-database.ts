import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../../src/db/data-source.js';
import type { DatabaseRole } from '../../src/db/roles.js';
import { CANARY_TABLE } from '../processes/canary.js';
import { services } from './services.js';

export interface TestDatabase {
  readonly url: string;
  /** As the superuser, who sees every business: for what a test prepares and looks up. */
  readonly dataSource: DataSource;
  /** As a program. */
  as(role: DatabaseRole): Promise<DataSource>;
  drop(): Promise<void>;
}

/** A migrated database of its own on the given server, with the canaries' table beside the product's. */
export async function createTestDatabase(serverUrl = services.databaseUrl): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const url = serverUrl.replace(/[^/]*$/, name);
  const remove = (): Promise<void> => onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  try {
    const dataSource = await openMigrated(url);
    const opened = new Map<DatabaseRole, Promise<DataSource>>();
    return {
      url,
      dataSource,
      as(role) {
        const database = { url, poolSize: 10, tls: undefined };
        const program = opened.get(role) ?? openDataSource(database, { applicationName: 'test', role });
        opened.set(role, program);
        return program;
      },
      async drop() {
        await Promise.allSettled([...opened.values()].map(async (program) => (await program).destroy()));
        await dataSource.destroy();
        await remove();
      },
    };
  } catch (error) {
    await remove(); // nobody else knows of it
    throw error;
  }
}

async function openMigrated(url: string): Promise<DataSource> {
  const dataSource = await openDataSource({ url, poolSize: 10, tls: undefined }, { applicationName: 'test' });
  try {
    await dataSource.runMigrations();
    await dataSource.query(CANARY_TABLE);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
