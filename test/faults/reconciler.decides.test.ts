import { describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { v7 as uuidV7 } from 'uuid';
import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { JobEntity } from '../../src/db/entities/job.entity.js';
import type { Job } from '../../src/operations/job.js';
import { insertJob } from '../../src/db/repositories/job-acceptance.js';
import { beginJob, finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import { lockKey } from '../../src/gate/keys.js';
import { ROWLESS_LOCK_MS } from '../../src/jobs/settle-job.js';
import { reconcileOnce, type ReconcilerPorts } from '../../src/upkeep/reconciler.js';
import { createTemporalClient } from '../../src/temporal/connection.js';
import type { WorkflowState } from '../../src/temporal/job-workflow.js';
import { newJob } from '../support/new-job.js';
import { reconcilerPorts, type Reported } from '../support/reconciler-ports.js';
import { services } from '../support/services.js';
import { share } from '../support/share.js';
import { withSilentServer } from '../support/tcp-server.js';
import { createTestDatabase } from '../support/test-database.js';
import { withRedis } from '../support/test-redis.js';

const TYPE = 'canary_increment';
const TTL_SECONDS = 600;
const NEVER = new AbortController().signal;

/** PostgreSQL and Redis are real; what Temporal says is given, but where a test is about asking it. */
interface World {
  readonly dataSource: DataSource;
  readonly gate: BulkGate;
  readonly redis: Redis;
  /** Accepts a job of this business, with its lock, as far as this. */
  job(businessId: number, state?: JobState): Promise<string>;
  row(jobId: string): Promise<Job>;
  lockOf(businessId: number): Promise<string | null>;
  /** One pass, told this about every workflow. */
  pass(workflow: WorkflowState, overrides?: Partial<ReconcilerPorts>): Promise<Pass>;
}

interface JobState {
  readonly begun?: boolean;
  readonly cancelRequested?: boolean;
  readonly final?: boolean;
}

interface Pass {
  readonly reported: readonly Reported[];
  readonly calls: readonly string[];
}

const withShared = share(withNewWorld);

/** The world of this file, as if it were new. */
function withWorld(test: (world: World) => Promise<void>): Promise<void> {
  return withShared(async (world) => {
    await world.dataSource.query('TRUNCATE jobs');
    await world.redis.flushall();
    await test(world);
  });
}

async function withNewWorld(use: (world: World) => Promise<void>): Promise<void> {
  await withRedis(async ({ redis }) => {
    const database = await createTestDatabase();
    const { dataSource } = database;
    const gate = new BulkGate(redis);
    const { client, connection } = temporal();
    try {
      await use({
        dataSource,
        gate,
        redis,
        row: (id) => dataSource.getRepository(JobEntity).findOneByOrFail({ id }),
        lockOf: (businessId) => redis.get(lockKey(businessId, TYPE)),
        async job(businessId, { begun = false, cancelRequested = false, final = false } = {}) {
          const id = uuidV7();
          await gate.acquire({ businessId, operationType: TYPE }, id, TTL_SECONDS);
          const business = new Business(dataSource, businessId);
          await insertJob(business, newJob({ id, businessId, operationType: TYPE }));
          if (begun) await beginJob(business, id, { total: 45, upperBound: 45 });
          if (cancelRequested) {
            await dataSource.query('UPDATE jobs SET cancel_requested_at = clock_timestamp() WHERE id = $1', [id]);
          }
          if (final) await finishJob(business, id, 'failed', 'of itself');
          return id;
        },
        async pass(workflow, overrides) {
          const calls: string[] = [];
          const { ports, reported } = reconcilerPorts(
            { dataSource: await database.as('bulkgate_worker'), gate, client },
            {
              describe: () => Promise.resolve(workflow),
              start: ({ id }) => Promise.resolve(void calls.push(`start ${id}`)),
              requestCancel: ({ id }) => Promise.resolve(void calls.push(`cancel ${id}`)),
              ...overrides,
            },
          );
          await reconcileOnce(ports, NEVER);
          return { reported, calls };
        },
      });
    } finally {
      await connection.close();
      await database.drop();
    }
  });
}

function temporal(address = services.temporalAddress) {
  return createTemporalClient({ address, namespace: 'default', tls: false, apiKey: undefined });
}

const GONE: WorkflowState = { kind: 'gone' };
const OPEN: WorkflowState = { kind: 'open' };
const TERMINATED: WorkflowState = { kind: 'closed', cancelled: false, reason: 'terminated by an operator: enough' };
const CANCELLED: WorkflowState = { kind: 'closed', cancelled: true, reason: 'workflow cancelled' };

describe('what the reconciler does about a job', () => {
  const UNTOUCHED = { finishedAt: null, lastError: null, notAttempted: null };
  test.each<{
    job: JobState;
    workflow: WorkflowState;
    to: Partial<Job>;
    calls?: string[];
    action: string | null;
  }>([
    { job: {}, workflow: GONE, to: { status: 'pending', ...UNTOUCHED }, calls: ['start'], action: 'started' },
    {
      job: { cancelRequested: true },
      workflow: GONE,
      to: { status: 'cancelled', lastError: null, total: 0, notAttempted: 0 },
      action: 'cancelled_before_start',
    },
    {
      job: { begun: true },
      workflow: GONE,
      to: { status: 'failed', lastError: 'the workflow is gone', total: 45, processed: 0, notAttempted: 45 },
      action: 'settled',
    },
    {
      job: { begun: true, cancelRequested: true },
      workflow: GONE,
      to: { status: 'failed', lastError: 'the workflow is gone', notAttempted: 45 },
      action: 'settled',
    },
    {
      job: { begun: true },
      workflow: TERMINATED,
      to: { status: 'failed', lastError: TERMINATED.reason, notAttempted: 45 },
      action: 'settled',
    },
    {
      job: {},
      workflow: TERMINATED,
      to: { status: 'failed', lastError: TERMINATED.reason, total: 0, notAttempted: 0 },
      action: 'settled',
    },
    { job: { begun: true }, workflow: CANCELLED, to: { status: 'cancelled', notAttempted: 45 }, action: 'settled' },
    { job: {}, workflow: CANCELLED, to: { status: 'cancelled', notAttempted: 0 }, action: 'settled' },
    {
      job: { begun: true, cancelRequested: true },
      workflow: OPEN,
      to: { status: 'running', ...UNTOUCHED },
      calls: ['cancel'],
      action: 'cancel_repeated',
    },
    { job: { begun: true }, workflow: OPEN, to: { status: 'running', ...UNTOUCHED }, action: null },
    { job: {}, workflow: OPEN, to: { status: 'pending', ...UNTOUCHED }, action: null },
  ])('job $job, workflow $workflow.kind: $to.status, $action', async ({ job, workflow, to, calls = [], action }) => {
    await withWorld(async (world) => {
      const id = await world.job(1, job);
      const pass = await world.pass(workflow);
      expect(await world.row(id)).toMatchObject(to);
      expect(pass.calls).toEqual(calls.map((call) => `${call} ${id}`));
      expect(pass.reported).toMatchObject(action === null ? [] : [{ action, jobId: id }]);
      const isFinal = to.finishedAt === undefined;
      expect(await world.lockOf(1)).toBe(isFinal ? null : `job_${id}`);
      // A second pass finds nothing more to do for a settled job.
      if (isFinal) expect(await world.pass(workflow)).toEqual({ reported: [], calls: [] });
    });
  });

  test('a job that began after the look is not cancelled as "not begun", nor settled as gone before it begins', () =>
    withWorld(async (world) => {
      const began = await world.job(1, { cancelRequested: true });
      const describe = async (): Promise<WorkflowState> => {
        await beginJob(new Business(world.dataSource, 1), began, { total: 45, upperBound: 45 });
        return GONE;
      };
      const pass = await world.pass(GONE, { describe });
      expect(pass.reported).toEqual([]);
      expect(await world.row(began)).toMatchObject({ status: 'running', finishedAt: null });
      expect(await world.lockOf(1)).toBe(`job_${began}`);
    }));

  test('a missing namespace or a dead Temporal settles and starts nothing, and stops no other job’s turn', () =>
    withWorld(async (world) => {
      const begun = await world.job(1, { begun: true });
      const pending = await world.job(3, { cancelRequested: true });
      const expectNothingDone = async (address?: string): Promise<void> => {
        const { client, connection } = temporal(address);
        const { ports, reported } = reconcilerPorts({ ...world, client });
        await client.withDeadline(Date.now() + 3_000, () => reconcileOnce(ports, NEVER));
        await connection.close();
        expect(reported).toMatchObject([
          { action: 'error', jobId: begun },
          { action: 'error', jobId: pending },
        ]);
        expect(await world.row(begun)).toMatchObject({ status: 'running', finishedAt: null });
        expect(await world.row(pending)).toMatchObject({ status: 'pending', finishedAt: null });
        expect(await world.lockOf(1)).toBe(`job_${begun}`);
        expect(await world.lockOf(3)).toBe(`job_${pending}`);
      };
      await expectNothingDone();
      await withSilentServer(expectNothingDone);
    }));
});

describe('which locks the reconciler frees', () => {
  test('those of final jobs and those without a row that are older than 30 s; younger, foreign and live ones stay', () =>
    withWorld(async (world) => {
      const now = Date.now();
      const rowless = (businessId: number, ageMs: number): Promise<boolean> =>
        world.gate.acquire({ businessId, operationType: TYPE }, uuidV7({ msecs: now - ageMs }), TTL_SECONDS);
      await world.job(1, { begun: true, final: true });
      await rowless(3, ROWLESS_LOCK_MS + 1);
      await rowless(4, ROWLESS_LOCK_MS);
      await rowless(5, -5_000); // minted by a clock that is ahead
      await world.redis.set(lockKey(6, TYPE), 'locked');
      await world.redis.set(lockKey(7, TYPE), 'job_123');
      const live = await world.job(8, { begun: true });
      const kept = await Promise.all([4, 5, 6, 7, 8].map((businessId) => world.lockOf(businessId)));
      expect(kept).not.toContain(null);

      const { reported } = await world.pass(OPEN, { nowMs: () => now });
      expect(reported).toMatchObject([
        { action: 'lock_freed', detail: 'its job is final' },
        { action: 'lock_freed', detail: 'its job has no row' },
      ]);
      expect(await world.lockOf(1)).toBeNull();
      expect(await world.lockOf(3)).toBeNull();
      expect(await Promise.all([4, 5, 6, 7, 8].map((businessId) => world.lockOf(businessId)))).toEqual(kept);
      expect(await world.row(live)).toMatchObject({ status: 'running' });
    }));

  test('a key of another Redis type stays, and keeps no other dead lock from being freed', () =>
    withWorld(async (world) => {
      await world.redis.hset(lockKey(1, TYPE), 'owner', 'somebody');
      await world.job(3, { begun: true, final: true });
      const { reported } = await world.pass(OPEN);
      expect(reported).toMatchObject([{ action: 'lock_freed', detail: 'its job is final' }]);
      expect(await world.lockOf(3)).toBeNull();
      expect(await world.redis.hgetall(lockKey(1, TYPE))).toEqual({ owner: 'somebody' });
    }));

  test('a lock that changes hands between the look and the free stays with its new holder', () =>
    withWorld(async (world) => {
      const gateId = { businessId: 1, operationType: TYPE };
      const dead = await world.job(1, { final: true });
      const next = uuidV7();
      const { reported } = await world.pass(OPEN, {
        async isLive(_gate, jobId) {
          expect(jobId).toBe(dead);
          await world.gate.handOver(gateId, dead, next, TTL_SECONDS);
          return false;
        },
      });
      expect(reported).toEqual([]);
      expect(await world.lockOf(1)).toBe(`job_${next}`);
    }));
});
