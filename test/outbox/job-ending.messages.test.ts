import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { takeFromDay } from '../../src/db/repositories/message-days.js';
import { finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { closeOpenChunks } from '../../src/db/repositories/open-chunks.js';
import { markSending, writeOutcome } from '../../src/db/repositories/outbox.js';
import { deleteLedgers } from '../../src/db/repositories/purge.js';
import { FAILURE } from '../../src/operations/errors.js';
import { purge } from '../../src/upkeep/purge.js';
import { eventually } from '../support/eventually.js';
import { statementBlocked, whileLocked } from '../support/locks.js';
import { messageJob, type MessageJob } from '../support/message-job.js';
import { withMessageStandIn } from '../support/message-stand-in.js';
import { share } from '../support/share.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';
import { type TestRedis, withRedis } from '../support/test-redis.js';

const onShared = share<{ redis: TestRedis; database: TestDatabase }>((use) =>
  withRedis((redis) => withDatabase((database) => use({ redis, database }))),
);

let businesses = 0;

/** A job whose chunk of six messages is open: four were not sent, the fifth is being sent, the sixth is accepted. */
function withOpenChunk(
  work: (stage: { job: MessageJob; database: TestDatabase; attempt: string; targets: number[] }) => Promise<void>,
): Promise<void> {
  return onShared(({ redis: { redis }, database }) =>
    withMessageStandIn(async ({ url }) => {
      const moods = ['well', 'well', 'well', 'no consent', 'well', 'well', 'well'];
      const worker = await database.as('bulkgate_worker');
      const superuser = database.dataSource;
      const job = await messageJob({ dataSource: worker, superuser, redis, url, businessId: ++businesses, moods });
      const die = () => Promise.reject(new Error('died'));
      const dead = job.activities({ checkpoint: (name) => (name === 'composed' ? die() : undefined) });
      await expect(dead.processChunks(job.batch)).rejects.toThrow();
      const rows = await superuser.query<{ id: number }[]>(
        `SELECT target_id AS id FROM outbox WHERE job_id = $1 AND state = 'prepared' ORDER BY 1`,
        [job.id],
      );
      const targets = rows.map(({ id }) => id);
      const attempt = randomUUID();
      const of = (targetId: number) => ({ businessId: job.business.id, jobId: job.id, targetId });
      await markSending(job.business, of(targets[4]!), attempt);
      await markSending(job.business, of(targets[5]!), attempt);
      await writeOutcome(job.business, of(targets[5]!), attempt, { kind: 'accepted', reference: 'theirs' });
      await work({ job, database, attempt, targets });
    }),
  );
}

const CLOSED = { total: 7, processed: 3, succeeded: 1, failed: 1, skipped: 1, notAttempted: 4 };

test.each(['bulkgate_worker', 'bulkgate_api'] as const)(
  'nothing stays open behind a final job: what was not sent is not attempted, and of the rest nobody knows (%s)',
  (role) =>
    withOpenChunk(async ({ job, database, attempt, targets }) => {
      const other = new Business(await database.as(role), 999_999);
      expect(await finishJob(other, job.id, 'cancelled', null)).toBeNull();
      const business = new Business(await database.as(role), job.business.id);
      expect(await finishJob(business, job.id, 'cancelled', null)).toMatchObject({ status: 'cancelled', ...CLOSED });
      expect(await job.messages()).toEqual(['skipped no_consent', 'unknown job_ended', 'accepted']);
      const open = await database.dataSource.query<unknown[]>(
        'SELECT FROM job_batches WHERE job_id = $1 AND finished_at IS NULL',
        [job.id],
      );
      expect(open).toEqual([]);
      // A late answer is kept. The counters stay.
      const late = { businessId: job.business.id, jobId: job.id, targetId: targets[4]! };
      await writeOutcome(job.business, late, attempt, { kind: 'accepted', reference: 'theirs' });
      expect(await job.messages()).toEqual(['skipped no_consent', 'accepted', 'accepted']);
      expect(await job.row()).toMatchObject(CLOSED);
      // Nobody goes on with it.
      await expect(job.activities().processChunks(job.batch)).rejects.toMatchObject({ type: FAILURE.jobNotLive });
      expect(await finishJob(business, job.id, 'failed', 'too late')).toBeNull();
    }),
);

test('a job that may not be given the status is not about to end either', () =>
  withOpenChunk(async ({ job }) => {
    expect(await finishJob(job.business, job.id, 'cancelled', null, 'not begun')).toBeNull();
    expect(await job.business.query('SELECT ending_at FROM jobs WHERE id = $1', [job.id])).toEqual([
      { ending_at: null },
    ]);
  }));

test('an answer of "not processed" that comes while the job ends leaves nothing prepared', () =>
  withOpenChunk(async ({ job, database, targets }) => {
    const putBack = `UPDATE outbox SET state = 'prepared', lease_until = NULL
                      WHERE job_id = '${job.id}' AND target_id = ${targets[4]!}`;
    await whileLocked(database, putBack, async (lock) => {
      const ending = finishJob(job.business, job.id, 'cancelled', null);
      await eventually(async () => (await lock.waiters()) > 0);
      await lock.commit();
      expect(await ending).toMatchObject({ processed: 2, succeeded: 1, failed: 0, skipped: 1, notAttempted: 5 });
    });
    expect(await job.messages()).toEqual(['skipped no_consent', 'accepted']);
  }));

test('the purge of a job takes its addresses with it, and what it has counted by days', () =>
  withOpenChunk(async ({ job, database, targets }) => {
    const message = { businessId: job.business.id, jobId: job.id, targetId: targets[0]! };
    expect(await takeFromDay(job.business, message, new Date('2026-03-02T12:00:00Z'), 1)).toBe(true);
    await finishJob(job.business, job.id, 'cancelled', null);
    await deleteLedgers(job.business, job.id, new AbortController().signal);
    expect(await job.messages()).toEqual([]);
    expect(await database.dataSource.query('SELECT FROM message_days WHERE job_id = $1', [job.id])).toEqual([]);
  }));

test('a purge that is told to stop in the midst of the addresses leaves what the next one finds the job by', () =>
  withOpenChunk(async ({ job, database }) => {
    await finishJob(job.business, job.id, 'cancelled', null);
    // More than one statement deletes.
    await database.dataSource.query(
      `INSERT INTO outbox (business_id, job_id, target_id, stream_no, chunk_no, state, address)
       SELECT $1, $2, 1000000 + n, 1, 1, 'accepted', 'to-' || n FROM generate_series(1, 10000) AS n`,
      [job.business.id, job.id],
    );
    await deleteLedgers(job.business, job.id, AbortSignal.abort());
    expect((await job.messages()).length).toBeGreaterThan(0);
    await database.dataSource.query(`UPDATE jobs SET finished_at = now() - interval '2 days' WHERE id = $1`, [job.id]);
    const worker = await database.as('bulkgate_worker');
    await purge(worker, 1, new AbortController().signal);
    expect(await job.messages()).toEqual([]);
  }));

test('the chunks of a job that does not end stay open, whoever asks to close them', () =>
  withOpenChunk(async ({ job, database }) => {
    const before = await job.messages();
    const row = await job.row();
    await closeOpenChunks(job.business, job.id);
    expect(await job.messages()).toEqual(before);
    expect(before).toContain('prepared');
    expect(await job.row()).toEqual(row);
    const of =
      'SELECT chunks_closed_at FROM jobs JOIN job_batches ON job_id = id WHERE id = $1 AND job_batches.finished_at IS NULL';
    expect(await database.dataSource.query(of, [job.id])).toEqual([{ chunks_closed_at: null }]);
  }));

test('an end waits for a chunk that is being closed, and counts it once', () =>
  withOpenChunk(async ({ job, database }) => {
    await database.dataSource.query(
      `UPDATE outbox SET state = 'accepted', lease_until = NULL WHERE job_id = $1 AND state IN ('prepared', 'sending')`,
      [job.id],
    );
    let goOn = (): void => undefined;
    const isGoing = new Promise<void>((resolve) => (goOn = resolve));
    let isReached = (): void => undefined;
    const reached = new Promise<void>((resolve) => (isReached = resolve));
    const closing = job
      .activities({
        async checkpoint(name) {
          if (name !== 'before commit') return;
          isReached();
          await isGoing;
        },
      })
      .processChunks(job.batch);
    await reached;
    const ending = finishJob(job.business, job.id, 'cancelled', null);
    await statementBlocked(database.dataSource, 'UPDATE jobs');
    goOn();
    expect(await closing).toMatchObject({ processed: 7, succeeded: 6, skipped: 1 });
    expect(await ending).toMatchObject({
      status: 'cancelled',
      processed: 7,
      succeeded: 6,
      skipped: 1,
      notAttempted: 0,
    });
  }));

test('a chunk that is being composed while the job ends is rolled back', () =>
  onShared(({ redis: { redis }, database }) =>
    withMessageStandIn(async ({ url, requests }) => {
      const moods = ['well', 'well'];
      const dataSource = await database.as('bulkgate_worker');
      const superuser = database.dataSource;
      const job = await messageJob({ dataSource, superuser, redis, url, businessId: ++businesses, moods });
      const attempt = job
        .activities({
          async checkpoint(name) {
            if (name === 'batch opened') await finishJob(job.business, job.id, 'failed', 'terminated');
          },
        })
        .processChunks(job.batch);
      await expect(attempt).rejects.toMatchObject({ type: FAILURE.jobNotLive });
      expect(await job.messages()).toEqual([]);
      expect(await job.row()).toMatchObject({ status: 'failed', processed: 0, notAttempted: 2 });
      expect(requests()).toBe(0);
    }),
  ));

test('whoever dies between the two steps of an end leaves a job that sends nothing and that the next one ends', () =>
  withOpenChunk(async ({ job }) => {
    await job.business.query('UPDATE jobs SET ending_at = clock_timestamp() WHERE id = $1', [job.id]);
    await expect(job.activities().processChunks(job.batch)).rejects.toMatchObject({ type: FAILURE.jobNotLive });
    expect((await job.messages()).filter((message) => message === 'prepared')).toHaveLength(4);
    expect(await finishJob(job.business, job.id, 'failed', 'the workflow is gone')).toMatchObject({
      status: 'failed',
      ...CLOSED,
    });
  }));
