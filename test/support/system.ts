import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client, Connection } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { type RunningRedis, startRedis } from '../../scripts/stack/redis.mjs';
import { raisedLimits } from '../../scripts/stack/throw-away.mjs';
import { type AcceptDependencies, AcceptJob, type AcceptRequest } from '../../src/jobs/accept-job.js';
import { type Config, readConfig } from '../../src/config/config.js';
import { JOB } from '../../src/db/entities/job.entity.js';
import type { Job } from '../../src/operations/job.js';
import { RunnableTypes } from '../../src/jobs/runnable-types.js';
import { AnnouncedTypes } from '../../src/gate/announced-types.js';
import { BulkGate } from '../../src/gate/bulk-gate.js';
import type { GateEvent } from '../../src/gate/gate-event.js';
import { startCounts } from '../../src/api/limits/limits.js';
import { connectRedis, redisReady } from '../../src/gate/redis.js';
import type { PolicyOverrides } from '../../src/operations/policy.js';
import { isFinal } from '../../src/operations/status.js';
import { createTemporalClient } from '../../src/temporal/connection.js';
import { jobWorkflowHandle } from '../../src/temporal/job-workflow.js';
import { canaryIncrement } from '../processes/canary.js';
import { testRegistry } from '../processes/registry.js';
import type { TestWorkerOptions } from '../processes/worker-messages.js';
import { accepted } from './accepted.js';
import { ApiProcess } from './api-process.js';
import { type Cleanups, withCleanups } from './cleanups.js';
import { eventually } from './eventually.js';
import type { ProductOptions } from './product-process.js';
import { services } from './services.js';
import { createNamespaceAt } from './temporal-namespace.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { WorkerProcess } from './worker-process.js';

/** Fast where the defaults are slow, and still a policy that start-up accepts. */
export const FAST_CANARY: PolicyOverrides = {
  canary_increment: {
    confirmAbove: 1_000_000,
    lockTtlSeconds: 60,
    batchSize: 10,
    throttleMs: 0,
    maxRuntimeSeconds: 10,
    heartbeatTimeoutSeconds: 2,
    startToCloseSeconds: 65,
    maxBackoffSeconds: 1,
  },
};

export interface SystemOptions {
  readonly policies?: PolicyOverrides;
  readonly environment?: NodeJS.ProcessEnv;
  /** Other services than the shared ones, for tests that stop them. */
  readonly databaseUrl?: string;
  readonly temporalAddress?: string;
}

/** A whole system of its own: database, namespace, Redis, and workers as processes; accepts in this process. */
export interface System extends SystemInUse {
  /** `changed` are variables in which this worker's environment differs from the others'. */
  startWorker(options?: TestWorkerOptions, changed?: NodeJS.ProcessEnv): Promise<WorkerProcess>;
  /** The product's own API as a process. */
  startApi(changed?: NodeJS.ProcessEnv, options?: ProductOptions): Promise<ApiProcess>;
}

interface StartRequest extends Partial<AcceptRequest> {
  /** So many are added to the business first. */
  readonly canaries?: number;
}

/** What a test has of a system, whether it is the test's own or shared. */
export interface SystemInUse {
  /** The test's own business, and one that must stay as it is. */
  readonly business: number;
  readonly other: number;
  readonly config: Config;
  readonly environment: NodeJS.ProcessEnv;
  readonly database: TestDatabase;
  /** As the superuser, who sees every business. */
  readonly dataSource: DataSource;
  readonly gate: BulkGate;
  readonly redis: ReturnType<typeof connectRedis>;
  readonly redisServer: RunningRedis;
  readonly redisDir: string;
  readonly client: Client;
  readonly connection: Connection;
  readonly accept: AcceptJob;
  /** Gate events of this process (starts, refusals). */
  readonly gateEvents: GateEvent[];
  /** Canaries 1..count of a business; returns their ids. */
  addCanaries(
    businessId: number,
    count: number,
    columns?: { mood?: string; maxTouches?: number; sleepSeconds?: number },
  ): Promise<number[]>;
  /** Starts a canary job over all canaries of the test's own business, unless another is named. @param changed other parts to accept it with */
  start(request?: StartRequest, changed?: Partial<AcceptDependencies>): Promise<Job>;
  job(id: string): Promise<Job>;
  /** Waits for the job's final status and asserts the counting identity. */
  finished(id: string, timeoutMs?: number): Promise<Job>;
  lock(operationType?: string, businessId?: number): Promise<{ value: string | null; ttlMs: number }>;
  /** Waits until nobody holds the lock. That it goes within a second of the job's end is the keeps-lock test's to show. */
  lockGone(operationType?: string, businessId?: number): Promise<void>;
  /** How often each canary of the business was touched, as counts by number of touches. */
  touches(businessId: number): Promise<Record<number, number>>;
}

/** A system of the test's own, which may stop and change whatever it likes. Where nothing dies, `shareSystem` is cheaper. */
export async function withSystem(options: SystemOptions, test: (system: System) => Promise<void>): Promise<void> {
  await withCleanups(async (cleanups) => test(await buildSystem(options, cleanups)));
}

async function buildSystem(options: SystemOptions, cleanups: Cleanups): Promise<System> {
  const redisDir = await mkdtemp(path.join(tmpdir(), 'bulkgate-redis-'));
  cleanups.defer(() => rm(redisDir, { recursive: true, force: true }));
  const temporalAddress = options.temporalAddress ?? services.temporalAddress;
  const [redisServer, database, namespace] = await Promise.all([
    cleanups.opened(startRedis({ dir: redisDir }), (server) => server.stop()),
    cleanups.opened(createTestDatabase(options.databaseUrl), (created) => created.drop()),
    createNamespaceAt(temporalAddress),
  ]);

  const recordingsDir = await mkdtemp(path.join(tmpdir(), 'bulkgate-recordings-'));
  cleanups.defer(() => rm(recordingsDir, { recursive: true, force: true }));
  const environment: NodeJS.ProcessEnv = {
    BULKGATE_MODE: 'local',
    RECORDINGS_FOLDER: recordingsDir,
    DATABASE_URL: database.url,
    REDIS_URL: redisServer.url,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: namespace,
    BULKGATE_POLICIES: JSON.stringify(options.policies ?? FAST_CANARY),
    JWT_SECRET: 'a secret that is long enough for tests',
    CHANNEL_KEYS: `test:${Buffer.alloc(32, 'a key of tests').toString('base64')}`,
    LOG_LEVEL: 'silent',
    // Out of the way of tests that are not about them: many clicks at once are what most are about.
    ...raisedLimits,
    ...options.environment,
  };
  const config = readConfig(testRegistry, environment);
  const redis = connectRedis(config.redis, () => undefined);
  cleanups.defer(() => redis.disconnect());
  await redisReady(redis, 5_000);
  const gate = new BulkGate(redis);
  const { client, connection } = createTemporalClient(config.temporal);
  cleanups.defer(() => connection.close());
  const gateEvents: GateEvent[] = [];
  const { dataSource } = database;
  const ports: AcceptDependencies = {
    dataSource: await database.as('bulkgate_api'),
    gate,
    client,
    policyOf: config.policyOf,
    runnable: new RunnableTypes(new AnnouncedTypes(redis)),
    namespace,
    maxLiveJobs: config.api.limits.liveJobsPerBusiness,
    counts: startCounts(config.database.poolSize),
    record: (event) => gateEvents.push(event),
    onStartDelayed: () => undefined,
  };
  const addCanaries: System['addCanaries'] = async (
    businessId,
    count,
    { mood = 'well', maxTouches = 1000, sleepSeconds = 0 } = {},
  ) => {
    const rows = await dataSource.query<{ id: number }[]>(
      `INSERT INTO canaries (business_id, mood, max_touches, sleep_seconds)
         SELECT $1, $2, $3, $4 FROM generate_series(1, $5) RETURNING id`,
      [businessId, mood, maxTouches, sleepSeconds, count],
    );
    return rows.map(({ id }) => id);
  };
  const jobOf = async (id: string): Promise<Job> => {
    const [job] = await dataSource.query<Job[]>(`SELECT ${JOB} FROM jobs WHERE id = $1`, [id]);
    if (!job) throw new Error(`there is no job ${id}`);
    return job;
  };

  return {
    ...{ business: 1, other: 2 },
    config,
    environment,
    database,
    dataSource,
    gate,
    redis,
    redisServer,
    redisDir,
    client,
    connection,
    accept: new AcceptJob(ports),
    gateEvents,
    async startWorker(workerOptions, changed) {
      const starting = WorkerProcess.start({ ...environment, ...changed }, workerOptions);
      return cleanups.opened(starting, (worker) => worker.kill());
    },
    startApi: (changed, apiOptions) =>
      cleanups.opened(ApiProcess.start({ ...environment, ...changed }, apiOptions), (api) => api.kill()),
    addCanaries,
    async start({ canaries, ...request } = {}, changed = {}) {
      if (canaries !== undefined) await addCanaries(request.businessId ?? 1, canaries);
      return accepted(new AcceptJob({ ...ports, ...changed }), {
        businessId: 1,
        requestedBy: 'operator-1',
        operationType: 'canary_increment',
        targets: (testRegistry.get(request.operationType ?? 'canary_increment') ?? canaryIncrement).targets,
        selection: { kind: 'all' },
        parameters: {},
        batchSize: config.policyOf(request.operationType ?? 'canary_increment').batchSize,
        throttleMs: 0,
        parallelism: config.policyOf(request.operationType ?? 'canary_increment').parallelism,
        archiveDays: 0,
        ...request,
      });
    },
    async lockGone(operationType = 'canary_increment', businessId = 1) {
      await eventually(async () => (await gate.inspect({ operationType, businessId })) === null);
    },
    async touches(businessId) {
      const rows = await dataSource.query<{ touched: number; count: number }[]>(
        'SELECT touched, count(*)::int AS count FROM canaries WHERE business_id = $1 GROUP BY 1',
        [businessId],
      );
      return Object.fromEntries(rows.map(({ touched, count }) => [touched, count]));
    },
    job: jobOf,
    async finished(id, timeoutMs = 60_000) {
      const job = await eventually(async () => {
        const now = await jobOf(id);
        return isFinal(now.status) && now;
      }, timeoutMs);
      const { total, processed, succeeded, failed, skipped, notAttempted } = job;
      if (processed !== succeeded + failed + skipped || total !== processed + (notAttempted ?? NaN)) {
        throw new Error(`the counting identity is broken: ${JSON.stringify(job)}`);
      }
      return job;
    },
    async lock(operationType = 'canary_increment', businessId = 1) {
      const key = `bulk_gate:lock:${businessId}:${operationType}`;
      const [value, ttlMs] = await Promise.all([redis.get(key), redis.pttl(key)]);
      return { value, ttlMs };
    },
  };
}

/** The workflow of a job, for tests that look at it or do to it what an operator might. */
export function workflowOf(system: SystemInUse, job: Job) {
  return jobWorkflowHandle(system.client, job);
}
