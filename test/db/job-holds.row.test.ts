import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { AddHoldToJobs1764000000037 } from '../../src/db/migrations/1764000000037-add-hold-to-jobs.js';
import { closeChunk, openChunk } from '../../src/db/repositories/chunk-ledger.js';
import { recordHold } from '../../src/db/repositories/job-holds.js';
import { beginJob, finishJob, moveTo } from '../../src/db/repositories/job-lifecycle.js';
import { NOTHING_DONE } from '../../src/operations/progress.js';
import { acceptedJob } from '../support/accepted-job.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';

const REASON = 'sessions that wait for locks: 12 (limit 10)';
const NO_HOLD = { reason: null, since: null, next: null };

async function begunJob(database: TestDatabase) {
  const { dataSource } = database;
  const id = await acceptedJob(dataSource);
  const business = new Business(await database.as('bulkgate_worker'), 1);
  await beginJob(business, id, { total: 100, upperBound: null });
  const hold = async (): Promise<{ reason: string | null; since: Date | null; next: Date | null }> => {
    const [row] = await dataSource.query<Awaited<ReturnType<typeof hold>>[]>(
      'SELECT hold_reason AS reason, held_since AS since, next_look_at AS next FROM jobs WHERE id = $1',
      [id],
    );
    return row!;
  };
  let chunkNo = 0;
  const doChunk = () =>
    business.transaction(async (sql) => {
      const chunk = { businessId: 1, jobId: id, streamNo: 1, chunkNo: ++chunkNo };
      await openChunk(sql, chunk);
      await closeChunk(sql, chunk, {
        outcome: { ...NOTHING_DONE, nextCursor: chunkNo, exhausted: false },
        ...{ changedSince: 0, runNo: 1, runId: null, durationMs: 1, whilePaused: false, size: 10 },
      });
    });
  const wait = (lookInMs: number, reason = REASON) => recordHold(business, id, reason, lookInMs);
  return { id, business, hold, doChunk, wait };
}

test('a hold has one begin over all its looks, and goes with a chunk that is done behind the latest one', () =>
  withDatabase(async (database) => {
    const { hold, doChunk, wait } = await begunJob(database);
    expect(await wait(60_000)).toMatchObject({ stopRequested: false, row: { status: 'running' } });
    const first = await hold();
    expect(first.reason).toBe(REASON);
    expect(Number(first.next) - Number(first.since)).toBeGreaterThanOrEqual(60_000);
    // A chunk of another stream, which was under way.
    await doChunk();
    expect(await hold()).toEqual(first);
    await wait(0, 'another one');
    expect(await hold()).toMatchObject({ reason: 'another one', since: first.since });
    await doChunk();
    expect(await hold()).toEqual(NO_HOLD);
    await wait(0);
    expect(Number((await hold()).since)).toBeGreaterThan(Number(first.since));
  }));

test('a pause and the end take the hold away, and a job that is paused or final gets none', () =>
  withDatabase(async (database) => {
    const { id, business, hold, wait } = await begunJob(database);
    await wait(60_000);
    await moveTo(business, id, 'pausing', 1);
    expect(await hold()).toEqual(NO_HOLD);
    await moveTo(business, id, 'paused', 2);
    expect(await wait(60_000)).toBeNull();
    expect(await hold()).toEqual(NO_HOLD);
    await moveTo(business, id, 'running', 3);
    await wait(60_000);
    await finishJob(business, id, 'failed', null);
    expect(await hold()).toEqual(NO_HOLD);
    expect(await wait(60_000)).toBeNull();
    expect(await hold()).toEqual(NO_HOLD);
  }));

test('jobs get their hold without being written anew, live ones among them; it goes back and forward', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    const { wait, hold } = await begunJob(database);
    await wait(60_000);
    const migration = new AddHoldToJobs1764000000037();
    const file = () => dataSource.query<object[]>(`SELECT pg_relation_filenode('jobs') AS file`);
    const before = await file();
    await dataSource.transaction((manager) => migration.down(manager.queryRunner!));
    await dataSource.transaction((manager) => migration.up(manager.queryRunner!));
    expect(await file()).toEqual(before);
    expect(await hold()).toEqual(NO_HOLD);
    await expect(dataSource.query(`UPDATE jobs SET hold_reason = 'x'`)).rejects.toThrow('jobs_hold');
  }));
