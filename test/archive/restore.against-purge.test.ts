import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { insertJob, type NewJob } from '../../src/db/repositories/job-acceptance.js';
import { finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { purgeArchive } from '../../src/upkeep/purge-archive.js';
import { archivedJob } from '../support/archived-job.js';
import { statementBlocked, whileLocked } from '../support/locks.js';
import { newJob } from '../support/new-job.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const NEVER = new AbortController().signal;
const TYPE = 'delete_leads_bulk';

let database: TestDatabase;
let worker: DataSource;
let api: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  worker = await database.as('bulkgate_worker');
  api = await database.as('bulkgate_api');
});
afterAll(() => database.drop());

/** A restore of a job whose archive expired some days ago: its click came a moment before midnight. */
async function restoreOfExpired(days: number): Promise<{ expiresOn: string; restore: NewJob }> {
  const { dataSource } = database;
  const [row] = await dataSource.query<{ day: string }[]>(
    `SELECT ((now() AT TIME ZONE 'UTC')::date - $1::integer)::text AS day`,
    [days],
  );
  const expiresOn = row!.day;
  const source = await archivedJob(dataSource, [1, 2], { businessId: days });
  await dataSource.query('SELECT make_archive_partition($1)', [expiresOn]);
  await dataSource.query('UPDATE archive SET expires_on = $2 WHERE job_id = $1', [source, expiresOn]);
  await dataSource.query('UPDATE jobs SET archive_expires_on = $2 WHERE id = $1', [source, expiresOn]);
  const restore = newJob({
    ...{ businessId: days, operationType: 'restore_job', gateType: TYPE },
    selection: { kind: 'archived', ofJob: source, expiresOn },
  });
  return { expiresOn, restore };
}

const accepted = (job: NewJob) => insertJob(new Business(api, job.businessId), job);

async function isKept(expiresOn: string): Promise<boolean> {
  const table = `archive_${expiresOn.replaceAll('-', '')}`;
  const [row] = await database.dataSource.query<{ table: string | null }[]>('SELECT to_regclass($1)::text AS "table"', [
    table,
  ]);
  return row!.table !== null;
}

test('a purge that comes while a restore is being accepted waits for it, and leaves its archive until it has ended', async () => {
  const { expiresOn, restore } = await restoreOfExpired(11);
  let purging: Promise<void> | undefined;
  const outcome = await accepted({
    ...restore,
    inSameTransaction: async () => {
      purging = purgeArchive(worker, NEVER);
      await statementBlocked(database.dataSource, 'archive_partitions');
    },
  });
  await purging;
  expect(outcome.kind).toBe('inserted');
  expect(await isKept(expiresOn)).toBe(true);
  await purgeArchive(worker, NEVER);
  expect(await isKept(expiresOn)).toBe(true);

  await finishJob(new Business(worker, 11), restore.id, 'cancelled', null);
  await purgeArchive(worker, NEVER);
  expect(await isKept(expiresOn)).toBe(false);
});

test('a restore that comes while a purge decides waits for it, and is refused', async () => {
  const { expiresOn, restore } = await restoreOfExpired(12);
  const lock = `SELECT FROM archive_partitions WHERE expires_on = '${expiresOn}' FOR UPDATE`;
  await whileLocked(database, lock, async (purge) => {
    await purge.query(`UPDATE archive_partitions SET state = 'dropping' WHERE expires_on = $1`, [expiresOn]);
    const outcome = accepted(restore);
    await statementBlocked(database.dataSource, 'keep_archive');
    await purge.commit();
    expect(await outcome).toEqual({ kind: 'not inserted', because: 'archive is expired' });
  });
  await purgeArchive(worker, NEVER);
  expect(await isKept(expiresOn)).toBe(false);
  expect(await accepted(restore)).toEqual({ kind: 'not inserted', because: 'archive is expired' });
});

test('many at once: whenever a restore is accepted, its archive is there, and it is dropped where none is', async () => {
  for (let days = 20; days < 32; days++) {
    const { expiresOn, restore } = await restoreOfExpired(days);
    const [outcome] = await Promise.all([accepted(restore), purgeArchive(worker, NEVER)]);
    expect([days, await isKept(expiresOn)]).toEqual([days, outcome.kind === 'inserted']);
  }
});
