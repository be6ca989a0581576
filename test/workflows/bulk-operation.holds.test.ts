import { expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import pg from 'pg';
import type { JobView } from '../../src/api/jobs/job-view.js';
import type { BatchInput } from '../../src/operations/batch.js';
import type { Job } from '../../src/operations/job.js';
import { pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { allEvents } from '../support/all-events.js';
import { askToCancel } from '../support/ask-to-cancel.js';
import { canaryPolicy, SHORT_LOCK } from '../support/canary-policy.js';
import { withCleanups } from '../support/cleanups.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { changeSpeed, detailsOf, eventsOf, historyOf, jobWhen, numbered } from '../support/job-looks.js';
import { whileLockQueue } from '../support/lock-queue.js';
import { UNBROKEN_LOCK, watchLock } from '../support/lock-watch.js';
import { statementBlocked } from '../support/locks.js';
import { type System, type SystemInUse, withSystem, workflowOf } from '../support/system.js';

const REASON = 'sessions that wait for locks: 1 (limit 1)';
/** One session that waits holds every job of the database. */
const HELD_BY_ONE = { HOLD_AT_LOCK_WAITS: '1' };
/** A look that PostgreSQL answers too late holds nobody, and these tests count on each of them. */
const PATIENT = { loadWithinMs: 60_000 };

const isHeld = (job: Job): boolean => job.holdReason !== null;
const waitsFor = (job: Job): boolean => job.holdReason === REASON;
const NOT_HELD = { holdReason: null, heldSince: null, nextLookAt: null };

test('a job waits while another program waits for a lock, says so in API, events and Web UI, and goes on by itself', () =>
  withSystem({ environment: HELD_BY_ONE }, async (system) => {
    const [worker, api] = [await system.startWorker(PATIENT), await system.startApi()];
    const events = await allEvents(api.url);
    const job = await system.start({ canaries: 50 });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', ...NOT_HELD });

    const held = await whileLockQueue(system, async () => {
      const waiting = await system.start({ canaries: 150 });
      const row = await jobWhen(system, waiting, waitsFor);
      expect(row).toMatchObject({ status: 'running', processed: 0, lastError: null });
      const { body } = await api.ask<JobView>(`/api/v1/jobs/${waiting.id}`);
      expect(body).toMatchObject({ status: 'running', waitingForWorker: false, etaSeconds: null });
      expect(body.hold).toMatchObject({ reason: REASON, since: row.heldSince!.toISOString() });
      expect(Date.parse(body.hold!.nextLookAt)).toBeGreaterThan(Date.parse(body.hold!.since));
      await eventually(async () => {
        const { data } = await events.next('job');
        return (data as JobView).id === waiting.id && (data as JobView).hold?.reason === REASON;
      });
      // The look writes the row, and the workflow hears of it by the look's answer.
      await eventuallyInTemporal(async () => {
        const details = await detailsOf(workflowOf(system, waiting));
        return /> Waits: sessions that wait for locks: 1 \(limit 1\)\. Next look at \d\d:\d\d:\d\d UTC/.test(details);
      });
      // It looks again, and waits since the first look.
      const later = await jobWhen(system, waiting, ({ nextLookAt }) => nextLookAt! > row.nextLookAt!);
      expect(later).toMatchObject({ heldSince: row.heldSince, processed: 0 });
      return waiting;
    });
    expect(await system.finished(held.id)).toMatchObject({ status: 'completed', total: 200, ...NOT_HELD });
    expect(await system.touches(1)).toEqual({ 1: 150, 2: 50 });
    expect(worker.messages.filter(({ kind }) => kind === 'hold').length).toBeGreaterThanOrEqual(2);
    // No attempt was burnt: none failed.
    expect(await historyOf(system, held)).toMatchObject({ activityFailures: [], activitiesTimedOut: 0 });
    events.close();
  }));

test('who has waited for a chunk makes the job wait behind it, although nobody waits any more', () =>
  withSystem({}, (system) =>
    withCleanups(async (cleanups) => {
      const worker = await system.startWorker(PATIENT);
      await system.addCanaries(1, 10, { sleepSeconds: 12 });
      await system.addCanaries(1, 10);
      const job = await system.start();
      await eventually(async () => (await sleeping(system)) === 1);
      const crm = new pg.Client({ connectionString: system.database.url, application_name: 'the-crm' });
      await crm.connect();
      cleanups.defer(() => crm.end());
      const update = crm.query(`UPDATE canaries SET mood = 'well' WHERE business_id = 1`);
      await statementBlocked(system.dataSource, 'UPDATE canaries SET mood');
      await worker.told(({ kind, ...message }) => kind === 'hold' && 'reason' in message, 60_000);
      expect(worker.messages).toContainEqual({ kind: 'hold', reason: 'blocked_sessions' });
      await update;
      expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 20 });
      expect(await system.touches(1)).toEqual({ 1: 20 });
    }),
  ));

const sleeping = async ({ dataSource }: System): Promise<number> =>
  (
    await dataSource.query<
      unknown[]
    >(`SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND wait_event = 'PgSleep'
     AND datname = current_database()`)
  ).length;

test('pause, resume, speed and cancel take effect in a hold', () =>
  withSystem({ environment: HELD_BY_ONE }, async (system) => {
    await system.startWorker(PATIENT);
    await whileLockQueue(system, async () => {
      const job = await system.start({ canaries: 30 });
      const workflow = workflowOf(system, job);
      // So many looks that the next one is at least 8 s away.
      await jobWhen(system, job, ({ heldSince, nextLookAt }) => Number(nextLookAt) - Number(heldSince) > 15_000);
      const control = async () => [{ seq: await numbered(system, job) }] as [{ seq: number }];
      await changeSpeed(system, job, { seq: await numbered(system, job), throttleMs: 50 });
      expect(await jobWhen(system, job, ({ throttleMs }) => throttleMs === 50)).toMatchObject({ processed: 0 });
      const pausedAt = Date.now();
      await workflow.executeUpdate(pauseUpdate, { args: await control() });
      const paused = await jobWhen(system, job, ({ status }) => status === 'paused');
      expect(paused).toMatchObject(NOT_HELD);
      await workflow.executeUpdate(resumeUpdate, { args: await control() });
      // It looks at once, and from then on after 1 s again: with the waits of before the next one would be 16 s away.
      const again = await jobWhen(system, job, waitsFor);
      expect(Number(again.heldSince)).toBeGreaterThan(pausedAt);
      expect(Number(again.nextLookAt) - Number(again.heldSince)).toBeLessThan(15_000);
      await askToCancel(system, job);
      expect(await system.finished(job.id)).toMatchObject({ status: 'cancelled', notAttempted: 30, ...NOT_HELD });
      await system.lockGone();
    });
    expect(await system.touches(1)).toEqual({ 0: 30 });
  }));

test('a hold outlives its run, and the lock stays the job’s', () =>
  withSystem({ environment: HELD_BY_ONE, policies: SHORT_LOCK }, async (system) => {
    await system.startWorker(PATIENT);
    const job = await whileLockQueue(system, async (queue) => {
      const held = await system.start({ canaries: 40 });
      const life = await watchLock(system, held, async () => {
        const first = await jobWhen(system, held, isHeld);
        const workflow = workflowOf(system, held);
        const { runId } = await workflow.describe();
        // Longer than the lock lives, over one look that comes 8 s after the one before.
        const later = await jobWhen(
          system,
          held,
          ({ heldSince, nextLookAt }) => Number(nextLookAt) - Number(heldSince) > 15_000,
        );
        expect(later.heldSince).toEqual(first.heldSince);
        expect((await workflow.describe()).runId).not.toBe(runId);
        expect(await detailsOf(workflow)).toContain('> Waits: ');
        await queue.letGo();
        expect(await system.finished(held.id)).toMatchObject({ status: 'completed', succeeded: 40 });
      });
      expect(life).toMatchObject(UNBROKEN_LOCK);
      return held;
    });
    expect(await system.touches(1)).toEqual({ 1: 40 });
    expect(await system.job(job.id)).toMatchObject(NOT_HELD);
  }));

test('all streams of a job wait, and one looks for them', () =>
  withSystem({ environment: HELD_BY_ONE, policies: canaryPolicy({ parallelism: 4 }) }, async (system) => {
    await system.startWorker(PATIENT);
    await whileLockQueue(system, async (queue) => {
      const job = await system.start({ canaries: 200 });
      await jobWhen(system, job, ({ heldSince, nextLookAt }) => Number(nextLookAt) - Number(heldSince) > 3_000);
      expect(await detailsOf(workflowOf(system, job))).toContain('| 4 | waits for the database |');
      // Four at the beginning, and the first stream alone after that: at 1 s, 3 s, 7 s.
      expect((await batches(system, job)).length).toBeLessThanOrEqual(8);
      expect((await system.job(job.id)).processed).toBe(0);
      await queue.letGo();
      expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 200 });
    });
    expect(await system.touches(1)).toEqual({ 1: 200 });
  }));

/** Of one run: its history is the job's. */
const TWO_STREAMS = canaryPolicy({
  ...{ parallelism: 2, lockTtlSeconds: 600, maxRuntimeSeconds: 100, heartbeatTimeoutSeconds: 30 },
});

test('a stream that rests for its throttle does not keep the others from looking', () =>
  withSystem({ environment: HELD_BY_ONE, policies: TWO_STREAMS }, async (system) => {
    const second = { name: 'before begin', chunkNo: 2 } as const;
    const worker = await system.startWorker({
      ...PATIENT,
      stopAt: [
        { ...second, streamNo: 1 },
        { ...second, streamNo: 2 },
      ],
    });
    const job = await system.start({ canaries: 60 });
    await eventually(() => worker.messages.filter(({ kind }) => kind === 'checkpoint').length === 2);
    const change = async (speed: { parallelism?: number; throttleMs?: number }) =>
      changeSpeed(system, job, { seq: await numbered(system, job), ...speed });
    const shows = (row: string) =>
      eventuallyInTemporal(async () => (await detailsOf(workflowOf(system, job))).includes(row));
    await change({ parallelism: 1 });
    worker.goOn(1, 2);
    // With its batch behind it: whoever comes back from one after the change of the throttle rests as well.
    await shows('| 2 | waits for its turn | 3 |');
    await change({ throttleMs: 60_000 });
    worker.goOn(1, 1);
    await shows('| 1 | rests |');
    await whileLockQueue(system, async (queue) => {
      // The second stream has one batch in which to see the hold: it must be no look that came too late for a busy server.
      const other = await system.start({ businessId: 3, canaries: 10 });
      await jobWhen(system, other, waitsFor);
      const before = (await batches(system, job)).length;
      await change({ parallelism: 2 });
      // Two looks.
      await jobWhen(system, job, ({ heldSince, nextLookAt }) => Number(nextLookAt) - Number(heldSince) > 2_000);
      expect((await batches(system, job)).slice(before, before + 2)).toEqual([2, 2]);
      await queue.letGo();
      await change({ throttleMs: 0 });
      expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 60 });
      expect(await system.finished(other.id)).toMatchObject({ status: 'completed', succeeded: 10 });
    });
    expect(await system.touches(1)).toEqual({ 1: 60 });
  }));

/** Numbers of the streams whose batches were asked for, in order. */
async function batches(system: SystemInUse, job: Job): Promise<number[]> {
  return (await eventsOf(system, job)).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    if (!scheduled?.activityType?.name?.startsWith('processChunks')) return [];
    return defaultPayloadConverter.fromPayload<BatchInput>(scheduled.input!.payloads![0]!).streamNo;
  });
}

test.each([
  ['that the role may not ask', 'REVOKE EXECUTE ON FUNCTION server_load() FROM bulkgate_worker', /permission denied/],
  [
    'that is too slow',
    `CREATE FUNCTION wait_a_while() RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT 1 FROM pg_catalog.pg_sleep(20)';
     CREATE OR REPLACE FUNCTION server_load() RETURNS TABLE (blocked_sessions integer, lock_waits integer,
       active_connections_percent integer, replication_lag_mb integer) LANGUAGE sql VOLATILE
       AS 'SELECT 1, 1, public.wait_a_while(), 1'`,
    /statement timeout|no answer within/,
  ],
])('a probe %s is reported and holds nobody', (_, statement, error) =>
  withSystem({ environment: HELD_BY_ONE }, async (system) => {
    await system.dataSource.query(statement);
    const worker = await system.startWorker();
    const job = await system.start({ canaries: 40 });
    expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: 40, ...NOT_HELD });
    const reports = worker.messages.filter(({ kind }) => kind === 'broken probe');
    expect(reports).toEqual([{ kind: 'broken probe', probe: 'server', error: expect.stringMatching(error) }]);
  }),
);

test('ten jobs at once cost one look a second', () =>
  withSystem({}, async (system) => {
    const { dataSource } = system;
    await dataSource.query(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET track_functions = ''all''', current_database()); END $$`,
    );
    await system.startWorker();
    const businesses = Array.from({ length: 10 }, (_, i) => i + 1);
    const beganAtMs = performance.now();
    const jobs = await Promise.all(businesses.map((businessId) => system.start({ businessId, canaries: 200 })));
    await Promise.all(jobs.map(({ id }) => system.finished(id)));
    const seconds = (performance.now() - beganAtMs) / 1_000;
    const looks = await eventually(async () => {
      const [found] = await dataSource.query<{ calls: number }[]>(
        `SELECT calls::integer FROM pg_stat_user_functions WHERE funcname = 'server_load'`,
      );
      return found?.calls ?? false;
    });
    expect(looks).toBeLessThanOrEqual(seconds + 1);
  }));
