import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { migrateDatabase } from '../../src/db/migrate-database.js';
import { migrations } from '../../src/db/migrations/index.js';
import { countJobs } from '../../src/db/repositories/job-reads.js';
import { fillLeads } from '../../src/db/repositories/sample-leads.js';
import { createTestDatabase } from '../support/test-database.js';

const names = migrations.map(({ name }) => name);

test('migrations go back one by one, and several processes at once run each exactly once', async () => {
  const scratch = await createTestDatabase();
  const { url, dataSource } = scratch;
  try {
    await dataSource.query('DROP TABLE canaries');
    const database = { url, poolSize: 2, tls: undefined };
    for (const name of [...names].reverse()) expect(await migrateDatabase(database, 'down')).toEqual([name]);
    expect(await migrateDatabase(database, 'down')).toEqual([]);
    const tables = await dataSource.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
    );
    expect(tables.map(({ name }) => name)).toEqual(['migrations']);
    const runs = await Promise.all([1, 2, 3].map(() => migrateDatabase(database, 'up')));
    expect(runs.flat().sort()).toEqual([...names].sort());
    expect(runs.filter((run) => run.length > 0)).toHaveLength(1);
  } finally {
    await scratch.drop();
  }
});

test('sample leads fill a business up, also from two makers at once, and never beyond', async () => {
  const scratch = await createTestDatabase();
  const { dataSource } = scratch;
  const count = async (): Promise<number> =>
    (await dataSource.query<{ count: number }[]>('SELECT count(*) FROM leads WHERE business_id = 1'))[0]!.count;
  try {
    const made = await Promise.all([
      fillLeads(new Business(dataSource, 1), 300),
      fillLeads(new Business(dataSource, 1), 300),
    ]);
    expect([made.sort((a, b) => a - b), await count()]).toEqual([[0, 300], 300]);
    await dataSource.query('DELETE FROM leads WHERE id IN (SELECT id FROM leads ORDER BY id LIMIT 10)');
    expect(await fillLeads(new Business(dataSource, 1), 300)).toBe(10);
    expect(await fillLeads(new Business(dataSource, 1), 200)).toBe(0);
    const [kinds] = await dataSource.query<object[]>(
      `SELECT count(DISTINCT status)::int AS statuses, count(DISTINCT source)::int AS sources,
              count(DISTINCT email)::int AS emails, count(*) FILTER (WHERE import_id IS NOT NULL)::int AS imported
         FROM leads`,
    );
    expect(kinds).toEqual({ statuses: 5, sources: 5, emails: 300, imported: 75 });
  } finally {
    await scratch.drop();
  }
});

test('jobs are counted by type and status: the live ones, and those finished within a day', async () => {
  const scratch = await createTestDatabase();
  const { dataSource } = scratch;
  try {
    await dataSource.query(
      `INSERT INTO jobs (id, business_id, operation_type, status, selection_kind, requested_by, batch_size, throttle_ms,
                         temporal_namespace, created_at, total, not_attempted, finished_at)
       SELECT gen_random_uuid(), business, 'delete_leads_bulk', status, 'all', 'u', 50, 0, 'n', now(), 0, 0, finished
         FROM (VALUES (1, 'running', NULL), (2, 'running', NULL), (3, 'paused', NULL), (1, 'completed', now()),
                      (1, 'completed', now() - interval '2 days')) AS j (business, status, finished)`,
    );
    const counts = await countJobs(dataSource);
    expect(counts.map(({ status, count }) => [status, count]).sort()).toEqual([
      ['completed', 1],
      ['paused', 1],
      ['running', 2],
    ]);
  } finally {
    await scratch.drop();
  }
});
