import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { Business } from '../../src/db/business.js';
import { insertJob } from '../../src/db/repositories/job-acceptance.js';
import { beginJob, finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { openStaging, stageIds } from '../../src/db/repositories/staged-selections.js';
import { purge } from '../../src/upkeep/purge.js';
import { addImportWithFailedRow } from '../support/imports.js';
import { statementBlocked, whileLocked } from '../support/locks.js';
import { newJob } from '../support/new-job.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const RETENTION_DAYS = 30;
const IDS = [11, 12, 13];
const NEVER = new AbortController().signal;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('what finished jobs leave goes after the retention; younger and live jobs keep theirs, and every job its row', async () => {
  const old = await jobWithTraces(1, `${RETENTION_DAYS} days 1 minute`);
  const young = await jobWithTraces(3, `${RETENTION_DAYS} days -1 minute`);
  const live = await jobWithTraces(4, null);
  const whole = { ids: 3, headers: 1, batches: 1, failures: 1, keys: 1, jobs: 1 };
  for (const job of [old, young, live]) expect(await traces(job)).toEqual(whole);

  await purge(await database.as('bulkgate_worker'), RETENTION_DAYS, NEVER);
  expect(await traces(old)).toEqual({ ids: 0, headers: 0, batches: 0, failures: 0, keys: 0, jobs: 1 });
  expect(await traces(young)).toEqual(whole);
  // The live job was accepted as long ago, and its key goes with its age; all that it works with stays.
  expect(await traces(live)).toEqual({ ...whole, keys: 0 });
});

test('staged ids that no job claimed go after an hour, with their header; younger ones stay', async () => {
  const old = await staging('61 minutes');
  const young = await staging('59 minutes');
  await purge(await database.as('bulkgate_worker'), RETENTION_DAYS, NEVER);
  expect(await stagingTraces(old)).toEqual({ headers: 0, ids: 0 });
  expect(await stagingTraces(young)).toEqual({ headers: 1, ids: 3 });
});

test('failed rows of an import go after the retention, and its row stays; those of a younger one stay too', async () => {
  const { dataSource } = database;
  const ended = async (age: string): Promise<string> => {
    const id = await addImportWithFailedRow(dataSource);
    await dataSource.query('UPDATE imports SET finished_at = now() - $2::interval WHERE id = $1', [id, age]);
    return id;
  };
  const old = await ended(`${RETENTION_DAYS} days 1 minute`);
  const young = await ended(`${RETENTION_DAYS} days -1 minute`);
  await purge(await database.as('bulkgate_worker'), RETENTION_DAYS, NEVER);
  const left = await dataSource.query<object[]>(
    `SELECT id::text, (SELECT count(*)::int FROM import_failed_rows WHERE import_id = id) AS rows FROM imports ORDER BY 1`,
  );
  expect(left).toEqual([
    { id: old, rows: 0 },
    { id: young, rows: 1 },
  ]);
});

test('old staged ids that a request claims while the purge is at them stay whole', async () => {
  const { dataSource } = database;
  const claimed = await staging('61 minutes');
  // As an acceptance does: header locked first, claimed in the same transaction.
  const header = `SELECT FROM staged_selections WHERE id = '${claimed}' FOR UPDATE`;
  await whileLocked(database, header, async (acceptance) => {
    const purged = purge(dataSource, RETENTION_DAYS, NEVER);
    await statementBlocked(dataSource);
    await acceptance.query('UPDATE staged_selections SET job_id = $2 WHERE id = $1', [claimed, uuidV7()]);
    await acceptance.commit();
    await purged;
  });
  expect(await stagingTraces(claimed)).toEqual({ headers: 1, ids: 3 });
});

test('a purge that is told to stop does nothing more', async () => {
  const old = await staging('61 minutes');
  await purge(await database.as('bulkgate_worker'), RETENTION_DAYS, AbortSignal.abort());
  expect(await stagingTraces(old)).toEqual({ headers: 1, ids: 3 });
});

test('what a live retry needs stays until it has ended; then it goes, and the job says so', async () => {
  const dataSource = await database.as('bulkgate_worker');
  const { source, retry, business } = await retried(6);
  await purge(dataSource, RETENTION_DAYS, NEVER);
  expect(await failuresOf(source)).toEqual({ failures: 1, noted: false });

  await finishJob(business, retry, 'cancelled', null);
  await purge(dataSource, RETENTION_DAYS, NEVER);
  expect(await failuresOf(source)).toEqual({ failures: 0, noted: true });
});

test('a retry that is accepted while the purge is at its job keeps the failures', async () => {
  const { source, business } = await retried(7, 'without a retry');
  const row = `SELECT FROM jobs WHERE id = '${source}' FOR SHARE`;
  await whileLocked(database, row, async (acceptance) => {
    const purged = purge(database.dataSource, RETENTION_DAYS, NEVER);
    await statementBlocked(database.dataSource);
    await acceptance.query(
      `INSERT INTO jobs (id, business_id, operation_type, status, selection_kind, requested_by, batch_size, throttle_ms,
                         temporal_namespace, created_at, retry_of)
       VALUES ($1, 7, 'canary_increment', 'pending', 'failed', 'operator-1', 1, 0, 'default', now(), $2)`,
      [uuidV7(), source],
    );
    await acceptance.commit();
    await purged;
  });
  expect(await failuresOf(source)).toEqual({ failures: 1, noted: false });
  expect(business.id).toBe(7);
});

test('a retry whose failures the purge has begun to delete is not accepted', async () => {
  const { source, business } = await retried(8, 'without a retry');
  await purge(await database.as('bulkgate_worker'), RETENTION_DAYS, NEVER);
  const selection = { kind: 'failed', ofJob: source, count: 1, filter: null } as const;
  const late = newJob({ businessId: 8, operationType: 'canary_increment', selection });
  expect(await insertJob(business, late)).toMatchObject({ kind: 'not inserted', because: 'failures are lost' });
});

interface Retried {
  readonly business: Business;
  readonly source: string;
  readonly retry: string;
}

/** A job that ended long ago, with one failure, and another one that tries it again. */
async function retried(businessId: number, without?: 'without a retry'): Promise<Retried> {
  const business = new Business(database.dataSource, businessId);
  const { jobId: source } = await jobWithTraces(businessId, `${RETENTION_DAYS} days 1 minute`);
  const selection = { kind: 'failed', ofJob: source, count: 1, filter: null } as const;
  const job = newJob({ businessId, operationType: 'canary_increment', selection });
  if (!without) expect(await insertJob(business, job)).toMatchObject({ kind: 'inserted' });
  return { business, source, retry: job.id };
}

async function failuresOf(jobId: string): Promise<object> {
  const [row] = await database.dataSource.query<object[]>(
    `SELECT (SELECT count(*)::int FROM job_failures WHERE job_id = $1) AS failures,
            (SELECT results_deleted_at IS NOT NULL FROM jobs WHERE id = $1) AS noted`,
    [jobId],
  );
  return row!;
}

interface Traced {
  readonly jobId: string;
  readonly stagingId: string;
}

/** A job over explicit ids with all that a job leaves; `finished` ago, or live. */
async function jobWithTraces(businessId: number, finished: string | null): Promise<Traced> {
  const { dataSource } = database;
  const jobId = uuidV7();
  const business = new Business(dataSource, businessId);
  const stagingId = await openStaging(business);
  await stageIds(business, stagingId, IDS);
  await insertJob(business, {
    ...{ id: jobId, businessId, operationType: 'canary_increment', gateType: null, requestedBy: 'operator-1' },
    ...{
      selection: { kind: 'ids', stagingId, count: IDS.length },
      targets: leadTargets,
      parameters: {},
      ...{ fixed: null, expectedTotal: null, reason: null },
      batchSize: 10,
      throttleMs: 0,
      parallelism: 1,
      archiveDays: 0,
    },
    ...{ temporalNamespace: 'default', idempotency: { key: `key of ${businessId}`, bodyHash: Buffer.alloc(32) } },
    maxLiveJobs: 20,
  });
  await beginJob(business, jobId, { total: IDS.length, upperBound: null });
  await dataSource.query('INSERT INTO job_batches (job_id, batch_no, business_id) VALUES ($1, 1, $2)', [
    jobId,
    businessId,
  ]);
  await dataSource.query(
    `INSERT INTO job_failures (job_id, target_id, batch_no, code, business_id) VALUES ($1, 12, 1, '23514', $2)`,
    [jobId, businessId],
  );
  const age = finished ?? `${RETENTION_DAYS} days 1 minute`;
  if (finished !== null) await finishJob(business, jobId, 'completed', null);
  await dataSource.query(
    `UPDATE jobs SET created_at = now() - $2::interval, finished_at = finished_at - $2::interval WHERE id = $1`,
    [jobId, age],
  );
  await dataSource.query('UPDATE idempotency_keys SET created_at = now() - $2::interval WHERE job_id = $1', [
    jobId,
    age,
  ]);
  await dataSource.query('UPDATE staged_selections SET created_at = now() - $2::interval WHERE id = $1', [
    stagingId,
    age,
  ]);
  return { jobId, stagingId };
}

async function staging(age: string): Promise<string> {
  const { dataSource } = database;
  const business = new Business(dataSource, 5);
  const stagingId = await openStaging(business);
  await stageIds(business, stagingId, IDS);
  await dataSource.query('UPDATE staged_selections SET created_at = now() - $2::interval WHERE id = $1', [
    stagingId,
    age,
  ]);
  return stagingId;
}

async function traces({ jobId, stagingId }: Traced): Promise<Record<string, number>> {
  const [counts] = await database.dataSource.query<Record<string, number>[]>(
    `SELECT (SELECT count(*)::int FROM jobs WHERE id = $1) AS jobs,
            (SELECT count(*)::int FROM job_batches WHERE job_id = $1) AS batches,
            (SELECT count(*)::int FROM job_failures WHERE job_id = $1) AS failures,
            (SELECT count(*)::int FROM idempotency_keys WHERE job_id = $1) AS keys`,
    [jobId],
  );
  return { ...counts!, ...(await stagingTraces(stagingId)) };
}

async function stagingTraces(stagingId: string): Promise<Record<string, number>> {
  const [counts] = await database.dataSource.query<Record<string, number>[]>(
    `SELECT (SELECT count(*)::int FROM staged_selections WHERE id = $1) AS headers,
            (SELECT count(*)::int FROM staged_ids WHERE staging_id = $1) AS ids`,
    [stagingId],
  );
  return counts!;
}
