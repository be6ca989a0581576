import { expect, test } from '@jest/globals';
import pg from 'pg';
import { allEvents } from '../support/all-events.js';
import { acceptedJob } from '../support/accepted-job.js';
import { type TestApi, withApi } from '../support/api.js';
import { openEvents } from '../support/event-stream.js';
import { eventually } from '../support/eventually.js';
import { withPostgres } from '../support/own-services.js';
import { testToken } from '../support/test-token.js';

const LISTENERS = 50;

test('fifty who follow all jobs of a business, and ten who follow one of them, cost one query a second; nobody costs none', () =>
  withPostgres(async (postgres) => {
    await countStatementsFromNowOn(postgres.first.url);
    await postgres.stop();
    await postgres.startAgain();
    const environment = { MAX_STREAMS_PER_CREDENTIAL: String(LISTENERS) };
    await withApi({ databaseUrl: postgres.first.url, environment }, async (api) => {
      await api.dataSource.query('CREATE EXTENSION pg_stat_statements');
      const id = await acceptedJob(api.dataSource);
      const headers = { authorization: `Bearer ${await testToken(1, 'viewer', 'colleague')}` };
      const streams = await Promise.all([
        ...Array.from({ length: LISTENERS }, () => allEvents(api.url)),
        ...Array.from({ length: 10 }, () => openEvents(`${api.url}/api/v1/jobs/${id}/events`, headers)),
      ]);
      await Promise.all(streams.map((stream) => stream.next()));
      expect(await queriesPerSecond(api, 4)).toBeLessThanOrEqual(1);

      const other = await allEvents(api.url, { authorization: `Bearer ${await testToken(2, 'viewer')}` });
      await other.next('snapshot');
      streams.forEach((stream) => stream.close());
      // The other business's looks go on alone.
      await eventually(async () => (await queriesPerSecond(api, 4)) <= 1);
      other.close();
    });
  }));

async function countStatementsFromNowOn(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`);
  await client.end();
}

/** Waits for so many queries of the API, which are about nothing but its jobs, and says how fast they came. */
async function queriesPerSecond({ dataSource }: TestApi, count: number): Promise<number> {
  await dataSource.query('SELECT pg_stat_statements_reset()');
  const since = performance.now();
  return eventually(async () => {
    const queries = await dataSource.query<{ query: string; calls: number }[]>(
      `SELECT query, calls FROM pg_stat_statements
        WHERE userid = 'bulkgate_api'::regrole AND query !~ '^(START|COMMIT|SELECT set_config)'`,
    );
    const elapsedMs = performance.now() - since;
    expect(queries.filter(({ query }) => !query.includes('FROM jobs'))).toEqual([]);
    const calls = queries.reduce((sum, query) => sum + query.calls, 0);
    // The first of them may have come at once.
    return calls >= count && (calls - 1) / (elapsedMs / 1_000);
  });
}
