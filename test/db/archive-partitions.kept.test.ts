import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { dropArchive, makeArchivePartition } from '../../src/db/repositories/archive-partitions.js';
import { finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { purgeArchive } from '../../src/upkeep/purge-archive.js';
import { acceptedJob } from '../support/accepted-job.js';
import { whileLocked } from '../support/locks.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const NEVER = new AbortController().signal;
const JOB = '01890000-0000-7000-8000-000000000000';

let database: TestDatabase;
let worker: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  worker = await database.as('bulkgate_worker');
});
afterAll(() => database.drop());

const make = (...days: string[]) => Promise.all(days.map((day) => makeArchivePartition(new Business(worker, 1), day)));

async function dayFromNow(days: number): Promise<string> {
  const [row] = await database.dataSource.query<{ day: string }[]>(
    `SELECT ((now() AT TIME ZONE 'UTC')::date + $1::integer)::text AS day`,
    [days],
  );
  return row!.day;
}

async function partitions(): Promise<string[]> {
  const rows = await database.dataSource.query<{ found: string }[]>(
    `SELECT inhrelid::regclass::text || ' ' || COALESCE(state, 'unknown') AS found
       FROM pg_inherits LEFT JOIN archive_partitions
         ON to_char(expires_on, 'YYYYMMDD') = right(inhrelid::regclass::text, 8)
      WHERE inhparent = 'archive'::regclass ORDER BY 1`,
  );
  return rows.map(({ found }) => found);
}

const tableOf = (day: string): string => `archive_${day.replaceAll('-', '')}`;

async function archiveRow(sql: Pick<Business, 'query'>, day: string, businessId: number): Promise<void> {
  await sql.query(
    `INSERT INTO archive (business_id, expires_on, job_id, target_id, table_name, row_id, kind, old_values)
     VALUES ($1, $2, $3, 7, 'leads', 7, 'deleted', '{"name": "Ada"}')`,
    [businessId, day, JOB],
  );
}

test('the partition of a day is made once, however many ask for it, while others write into the archive', async () => {
  const [day, other] = [await dayFromNow(30), await dayFromNow(31)];
  await make(day);
  const writes = `INSERT INTO archive (business_id, expires_on, job_id, target_id, table_name, row_id, kind, old_values)
                  VALUES (1, '${day}', '${JOB}', 1, 'leads', 1, 'deleted', '{}')`;
  await whileLocked(database, writes, async () => {
    await make(...Array.from({ length: 8 }, () => other));
  });
  expect(await partitions()).toEqual([`${tableOf(day)} kept`, `${tableOf(other)} kept`]);
});

test('a business finds its own rows of the archive only, through the archive only, and the API changes nothing', async () => {
  const day = await dayFromNow(40);
  await make(day);
  const api = await database.as('bulkgate_api');
  await archiveRow(new Business(worker, 1), day, 1);
  await expect(archiveRow(new Business(worker, 2), day, 1)).rejects.toThrow('row-level security');
  const found = 'SELECT old_values FROM archive WHERE expires_on = $1';
  for (const program of [worker, api]) {
    expect(await new Business(program, 1).query(found, [day])).toEqual([{ old_values: { name: 'Ada' } }]);
    expect(await new Business(program, 2).query(found, [day])).toEqual([]);
  }
  for (const change of [
    'DELETE FROM archive',
    'UPDATE archive SET row_id = 1',
    'UPDATE archive_partitions SET state = NULL',
  ])
    await expect(new Business(api, 1).query(change)).rejects.toThrow('permission denied');
  await expect(archiveRow(new Business(api, 1), day, 1)).rejects.toThrow('permission denied');
  for (const statement of [
    `SELECT * FROM ${tableOf(day)}`,
    `DROP TABLE ${tableOf(day)}`,
    'DELETE FROM archive',
    'DELETE FROM archive_partitions',
  ]) {
    await expect(worker.query(statement)).rejects.toThrow(/permission denied|must be owner/);
  }
  await expect(api.query('SELECT make_archive_partition(now()::date)')).rejects.toThrow('permission denied');
  const [walls] = await database.dataSource.query<object[]>(
    `SELECT relrowsecurity AND relforcerowsecurity AS walled FROM pg_class WHERE relname = $1`,
    [tableOf(day)],
  );
  expect(walls).toEqual({ walled: true });
});

test('the purge drops days that are over, but none that a live job needs, and none that is not over', async () => {
  const [over, needed, today] = [await dayFromNow(-3), await dayFromNow(-2), await dayFromNow(0)];
  await make(over, needed, today);
  const job = await acceptedJob(database.dataSource, { businessId: 3, archiveDays: 1 });
  await database.dataSource.query('UPDATE jobs SET archive_expires_on = $2 WHERE id = $1', [job, needed]);
  const before = await partitions();
  await purgeArchive(worker, AbortSignal.abort());
  expect(await partitions()).toEqual(before);
  await purgeArchive(worker, NEVER);
  expect(await partitions()).toEqual(before.filter((name) => !name.startsWith(tableOf(over))));

  await finishJob(new Business(database.dataSource, 3), job, 'cancelled', null);
  await purgeArchive(worker, NEVER);
  const left = (await partitions()).filter((name) => name.startsWith(tableOf(needed)));
  expect(left).toEqual([]);
  await dropArchive(worker, today);
  expect(await partitions()).toContain(`${tableOf(today)} kept`);
});

test('where chunks keep the archive from being locked, the day stays marked and goes with the next purge', async () => {
  const [over, later] = [await dayFromNow(-5), await dayFromNow(50)];
  await make(over, later);
  const writes = `INSERT INTO archive (business_id, expires_on, job_id, target_id, table_name, row_id, kind, old_values)
                  VALUES (1, '${later}', '${JOB}', 1, 'leads', 1, 'deleted', '{}')`;
  await whileLocked(database, writes, async () => {
    await purgeArchive(worker, NEVER);
    expect(await partitions()).toContain(`${tableOf(over)} dropping`);
  });
  await purgeArchive(worker, NEVER);
  expect((await partitions()).filter((name) => name.startsWith(tableOf(over)))).toEqual([]);
});
