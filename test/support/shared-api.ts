import { test } from '@jest/globals';
import { query } from '../../src/db/transaction.js';
import { type ApiOptions, type TestApi, withApi } from './api.js';
import { share } from './share.js';

/** Adds a test to the file, which runs after the ones before it. */
export type SharedApiTest = (title: string, work: (api: TestApi) => Promise<void>, timeoutMs?: number) => void;

/**
 * Opens one API on one system for all tests of a file. Each test finds an empty database, an empty Redis and an empty log.
 * A test that stops a service or changes a table needs `withApi`.
 */
export function shareApi(options: ApiOptions = {}): SharedApiTest {
  const onShared = share<TestApi>((use) => withApi(options, use));
  return (title, work, timeoutMs) =>
    test(
      title,
      () =>
        onShared(async (api) => {
          await empty(api);
          await work(api);
        }),
      timeoutMs,
    );
}

const APPEND_ONLY = ['audit_log', 'audit_heads'];

async function empty({ dataSource, redis, gateEvents, logged, metrics }: TestApi): Promise<void> {
  const tables = await query<{ name: string }>(
    dataSource,
    `SELECT quote_ident(tablename) AS name FROM pg_tables
      WHERE schemaname = current_schema() AND tablename NOT LIKE '%migrations%'`,
  );
  await dataSource.transaction(async (sql) => {
    for (const table of APPEND_ONLY) await sql.query(`ALTER TABLE ${table} DISABLE TRIGGER append_only`);
    await sql.query(`TRUNCATE ${tables.map(({ name }) => name).join()} RESTART IDENTITY`);
    for (const table of APPEND_ONLY) await sql.query(`ALTER TABLE ${table} ENABLE ALWAYS TRIGGER append_only`);
  });
  await redis.flushall();
  gateEvents.length = 0;
  logged.length = 0;
  metrics.registry.resetMetrics();
}
