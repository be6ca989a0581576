import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { BegunSelections } from '../../src/activities/begun-selections.js';
import { GateKeeper } from '../../src/activities/gate-keeper.js';
import { createJobActivities } from '../../src/activities/job-activities.js';
import { Business } from '../../src/db/business.js';
import { openDataSource } from '../../src/db/data-source.js';
import { JobEntity } from '../../src/db/entities/job.entity.js';
import type { Job } from '../../src/operations/job.js';
import { beginJob, finishJob, moveTo } from '../../src/db/repositories/job-lifecycle.js';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import { FAILURE } from '../../src/operations/errors.js';
import { testRegistry } from '../processes/registry.js';
import { acceptedJob } from '../support/accepted-job.js';
import { withCleanups } from '../support/cleanups.js';
import { whileLocked } from '../support/locks.js';
import { share } from '../support/share.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';
import { type TestRedis, withRedis } from '../support/test-redis.js';

interface World {
  readonly database: TestDatabase;
  readonly redis: TestRedis['redis'];
  readonly gate: BulkGate;
}

const withShared = share<World>((use) =>
  withRedis(({ redis }) =>
    withDatabase(async (database) => {
      await use({ database, redis, gate: new BulkGate(redis) });
    }),
  ),
);

/** The world of this file, with no job in it. */
function withWorld(test: (world: World) => Promise<void>): Promise<void> {
  return withShared(async (world) => {
    await world.database.dataSource.query('TRUNCATE jobs');
    await test(world);
  });
}

function activitiesOn(dataSource: DataSource, gate: BulkGate) {
  const keeper = new GateKeeper({ gate, isLive: () => Promise.resolve(true), record: () => undefined });
  return createJobActivities({
    ...{ keeper, deployMs: 0, businessOfWorkflow: () => new Business(dataSource, 1), runOfWorkflow: () => null },
    selections: new BegunSelections(dataSource, testRegistry),
  });
}

async function begunJob(dataSource: DataSource): Promise<string> {
  const id = await acceptedJob(dataSource);
  await beginJob(new Business(dataSource, 1), id, { total: 45, upperBound: 45 });
  return id;
}

const rowOf = (dataSource: DataSource, id: string): Promise<Job> =>
  dataSource.getRepository(JobEntity).findOneByOrFail({ id });

test('a status write that is older than the newest one, or the same again, changes nothing', () =>
  withWorld(async ({ database: { dataSource }, gate }) => {
    const activities = activitiesOn(dataSource, gate);
    const id = await begunJob(dataSource);
    await activities.recordStatus(id, 'paused', 2);
    expect(await rowOf(dataSource, id)).toMatchObject({ status: 'paused' });
    await activities.recordStatus(id, 'running', 3);
    const running = await rowOf(dataSource, id);
    expect(running).toMatchObject({ status: 'running' });
    // A worker that was frozen in the middle of the pause's write wakes up after the resume.
    await activities.recordStatus(id, 'paused', 2);
    expect(await rowOf(dataSource, id)).toEqual(running);
    await activities.recordStatus(id, 'pausing', 3);
    expect(await rowOf(dataSource, id)).toEqual(running);
    await activities.recordStatus(id, 'pausing', 4);
    expect(await rowOf(dataSource, id)).toMatchObject({ status: 'pausing' });
  }));

test('a status write without a number is made whatever the number of the newest one, and leaves that one standing', () =>
  withWorld(async ({ database: { dataSource } }) => {
    const id = await begunJob(dataSource);
    expect(await moveTo(new Business(dataSource, 1), id, 'paused', 7)).toBe(true);
    expect(await moveTo(new Business(dataSource, 1), id, 'running')).toBe(true);
    expect(await moveTo(new Business(dataSource, 1), id, 'pausing', 7)).toBe(false);
    expect(await rowOf(dataSource, id)).toMatchObject({ status: 'running' });
    expect(await moveTo(new Business(dataSource, 1), id, 'cancelling')).toBe(true);
    expect(await moveTo(new Business(dataSource, 1), id, 'paused', 8)).toBe(false); // no such arrow
    expect(await rowOf(dataSource, id)).toMatchObject({ status: 'cancelling' });
  }));

test('writes that no later attempt could make end their retries, and those that one could do not', () =>
  withWorld(async ({ database: { dataSource }, gate }) => {
    const activities = activitiesOn(dataSource, gate);
    const id = await begunJob(dataSource);
    // As a workflow of before 0.1.0 sends it, which has taken whatever an Update said.
    for (const batchSize of ['abc', 2.5, 1e300]) {
      await expect(activities.recordSpeed(id, { batchSize, throttleMs: 0 } as never)).rejects.toMatchObject({
        ...{ type: FAILURE.rowNotWritten, nonRetryable: true },
      });
    }
    await expect(activities.recordStatus(id, 'pausing', 9_000_000_000)).rejects.toMatchObject({
      ...{ type: FAILURE.rowNotWritten, nonRetryable: true },
    });
    await activities.recordSpeed(id, { batchSize: 20, throttleMs: 5 });
    expect(await rowOf(dataSource, id)).toMatchObject({ status: 'running', batchSize: 20, throttleMs: 5 });
    // A frozen attempt of an older write wakes up.
    await activities.recordSpeed(id, { batchSize: 40, throttleMs: 5 }, 3);
    await activities.recordSpeed(id, { batchSize: 30, throttleMs: 5 }, 2);
    expect(await rowOf(dataSource, id)).toMatchObject({ batchSize: 40 });
  }));

test('a live job that cannot become what it is to end as is told as such, not taken for ended', () =>
  withWorld(async ({ database: { dataSource }, gate }) => {
    const activities = activitiesOn(dataSource, gate);
    const id = await acceptedJob(dataSource);
    await expect(activities.finishJob(id, 'completed', null)).rejects.toMatchObject({
      ...{ type: FAILURE.noSuchArrow, nonRetryable: true, message: 'a job that is pending cannot become completed' },
    });
    expect(await rowOf(dataSource, id)).toMatchObject({ status: 'pending', finishedAt: null });
  }));

test('the end of a job that has ended changes nothing and returns the status that stands', () =>
  withWorld(async ({ database: { dataSource }, gate }) => {
    const activities = activitiesOn(dataSource, gate);
    const id = await begunJob(dataSource);
    await finishJob(new Business(dataSource, 1), id, 'cancelled', null);
    const ended = await rowOf(dataSource, id);
    // A workflow of before 0.1.0 understands the status alone.
    expect(await activities.finishJob(id, 'failed', 'too late')).toBe('cancelled');
    expect(await activities.finishJob(id, 'failed', 'too late', { batchSize: 7, throttleMs: 7 })).toMatchObject({
      ...{ status: 'cancelled', total: 45, processed: 0, succeeded: 0, failed: 0, skipped: 0 },
    });
    expect(await rowOf(dataSource, id)).toEqual(ended);
    await expect(activities.finishJob(uuidV7(), 'failed', null)).rejects.toMatchObject({ type: FAILURE.jobNotLive });
  }));

test('the beat of a waiting job sets the TTL of its lock anew though PostgreSQL cannot answer, and tells of that', () =>
  withWorld(async ({ database, redis, gate }) => {
    const id = await begunJob(database.dataSource);
    const held = { businessId: 1, operationType: 'canary_increment', jobId: id, ttlSeconds: 600 };
    await gate.acquire(held, id, 20);
    await withCleanups(async ({ opened }) => {
      const busy = await opened(
        openDataSource(
          { url: database.url, poolSize: 2, tls: undefined },
          { applicationName: 'test', timeoutsMs: { lock_timeout: 200 } },
        ),
        (dataSource) => dataSource.destroy(),
      );
      await whileLocked(database, 'LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE', () =>
        expect(activitiesOn(busy, gate).keepAlive(held)).rejects.toMatchObject({ code: '55P03' }),
      );
    });
    expect(await redis.ttl('bulk_gate:lock:1:canary_increment')).toBeGreaterThan(500);
  }));
