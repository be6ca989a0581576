import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { Business } from '../../src/db/business.js';
import { beginJob, finishJob, moveTo } from '../../src/db/repositories/job-lifecycle.js';
import { FINAL_STATUSES, isFinal, JOB_STATUSES, type JobStatus } from '../../src/operations/status.js';
import { ARROWS, mayBecome, sourcesOf } from '../../src/operations/transitions.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A job that stands in `status`; each in a business of its own, because one live job per type is all there may be. */
let businessId = 0;
async function jobIn(status: JobStatus): Promise<string> {
  const id = uuidV7();
  await database.dataSource.query(
    `INSERT INTO jobs (id, business_id, operation_type, status, selection_kind, requested_by, batch_size, throttle_ms,
                       temporal_namespace, created_at, total, not_attempted, finished_at)
     VALUES ($1, $2, 'canary_increment', $3, 'all', 'x', 1, 0, 'x', now(), 0, $4, $5)`,
    [id, ++businessId, status, isFinal(status) ? 0 : null, isFinal(status) ? new Date() : null],
  );
  return id;
}

async function statusOf(id: string): Promise<JobStatus> {
  const [row] = await database.dataSource.query<{ status: JobStatus }[]>('SELECT status FROM jobs WHERE id = $1', [id]);
  return row!.status;
}

function write(id: string, to: JobStatus): Promise<unknown> {
  const { dataSource } = database;
  return isFinal(to)
    ? finishJob(new Business(dataSource, businessId), id, to, null)
    : moveTo(new Business(dataSource, businessId), id, to);
}

describe('a write of a status follows the table of arrows', () => {
  const pairs = JOB_STATUSES.flatMap((from) => JOB_STATUSES.map((to) => [from, to] as const));
  test.each(pairs.filter(([from, to]) => mayBecome(from, to)))('%s may become %s', async (from, to) => {
    const id = await jobIn(from);
    expect(await write(id, to)).toBeTruthy();
    expect(await statusOf(id)).toBe(to);
  });

  test.each(pairs.filter(([from, to]) => !mayBecome(from, to)))('%s never becomes %s', async (from, to) => {
    const id = await jobIn(from);
    expect(await write(id, to)).toBeFalsy();
    expect(await statusOf(id)).toBe(from);
  });
});

describe('the begin of a job, which writes a status too, follows the table of arrows', () => {
  test.each(JOB_STATUSES.filter((status) => !isFinal(status)))('%s: only pending becomes running', async (from) => {
    const id = await jobIn(from);
    expect(
      await beginJob(new Business(database.dataSource, businessId), id, { total: 7, upperBound: 7 }),
    ).toMatchObject({
      total: 7,
    });
    const to = await statusOf(id);
    expect(to).toBe(from === 'pending' ? 'running' : from);
    expect(to === from || mayBecome(from, to)).toBe(true);
  });

  test.each(FINAL_STATUSES)('%s: is not begun', async (from) => {
    const id = await jobIn(from);
    expect(await beginJob(new Business(database.dataSource, businessId), id, { total: 7, upperBound: 7 })).toBeNull();
    expect(await statusOf(id)).toBe(from);
  });
});

describe('the table itself', () => {
  test('no arrow leaves a final status, and each other status can reach every final one but pending', () => {
    expect(ARROWS.filter(({ from }) => isFinal(from))).toEqual([]);
    expect(sourcesOf('completed')).toEqual(['running', 'pausing', 'paused', 'cancelling']);
    expect(sourcesOf('failed')).toEqual(['pending', 'running', 'pausing', 'paused', 'cancelling']);
    expect(sourcesOf('cancelled')).toEqual(['pending', 'running', 'pausing', 'paused', 'cancelling']);
    expect(sourcesOf('pending')).toEqual([]);
  });

  test('every arrow stands once and has a reason of its own words', () => {
    expect(new Set(ARROWS.map(({ from, to }) => `${from} ${to}`)).size).toBe(ARROWS.length);
    for (const { reason } of ARROWS) expect(reason.length).toBeGreaterThan(5);
  });
});
