import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { startCounts } from '../../../src/api/limits/limits.js';
import { AcceptJob } from '../../../src/jobs/accept-job.js';
import { readConfig } from '../../../src/config/config.js';
import { JobEntity } from '../../../src/db/entities/job.entity.js';
import type { Job } from '../../../src/operations/job.js';
import { BulkGate } from '../../../src/gate/bulk-gate.js';
import { connectRedis, redisReady } from '../../../src/gate/redis.js';
import { createPolicies, type Policy } from '../../../src/operations/policy.js';
import { isFinal, type JobStatus } from '../../../src/operations/status.js';
import { createTemporalClient } from '../../../src/temporal/connection.js';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from '../../../src/workflows/bulk-operation.updates.js';
import { jobWorkflowHandle } from '../../../src/temporal/job-workflow.js';
import { testRegistry } from '../registry.js';
import { accepted } from '../../support/accepted.js';
import { withCleanups } from '../../support/cleanups.js';
import { eventually } from '../../support/eventually.js';
import { holdLockQueue } from '../../support/lock-queue.js';
import { holdLock } from '../../support/locks.js';
import { type MessageStandIn, withMessageStandIn } from '../../support/message-stand-in.js';
import { resetToBefore } from '../../support/reset-workflow.js';
import { createNamespaceAt } from '../../support/temporal-namespace.js';
import { createTestDatabase } from '../../support/test-database.js';
import { WorkerProcess } from '../../support/worker-process.js';
import { canaryIncrement } from '../canary.js';
import type { RecordedJob } from './recorded-jobs.js';
import { recordedRuns } from './recorded-runs.js';

const CANARY_POLICY: Partial<Policy> = {
  lockTtlSeconds: 60,
  batchSize: 10,
  maxRuntimeSeconds: 10,
  heartbeatTimeoutSeconds: 2,
  startToCloseSeconds: 65,
  maxBackoffSeconds: 1,
};

interface Services {
  readonly dataSource: DataSource;
  readonly gate: BulkGate;
  readonly client: Client;
  readonly namespace: string;
  readonly databaseUrl: string;
  readonly standIn: MessageStandIn;
}

export interface JobRunner {
  /** Runs one job to its end. @returns the history of each of its runs, scrubbed, in order */
  record(job: RecordedJob): Promise<object[]>;
}

/** A database, a namespace and a worker process for as long as `use` takes, on the services of the environment. */
export async function withJobRunner(use: (runner: JobRunner) => Promise<void>): Promise<void> {
  await withCleanups(async ({ defer, opened }) => {
    const database = await opened(createTestDatabase(), (created) => created.drop());
    const namespace = await createNamespaceAt(readConfig(testRegistry).temporal.address);
    const environment = {
      ...{ ...process.env, DATABASE_URL: database.url, TEMPORAL_NAMESPACE: namespace },
      // One session that waits holds a job, and no other probe does.
      ...{ HOLD_AT_LOCK_WAITS: '1', HOLD_AT_BLOCKED_SESSIONS: '0', HOLD_AT_SLOW_CHUNKS_MS: '0' },
      ...{ HOLD_AT_ACTIVE_CONNECTIONS_PERCENT: '0', HOLD_AT_REPLICATION_LAG_MB: '0' },
    };
    const config = readConfig(testRegistry, environment);
    const redis = connectRedis(config.redis, () => undefined);
    defer(() => redis.disconnect());
    await redisReady(redis, 5_000);
    const { client, connection } = createTemporalClient(config.temporal);
    defer(() => connection.close());
    await opened(WorkerProcess.start(environment), (worker) => worker.stop());
    const services = {
      dataSource: database.dataSource,
      gate: new BulkGate(redis),
      client,
      namespace,
      databaseUrl: database.url,
    };
    let businessId = 0;
    await withMessageStandIn((standIn) =>
      use({ record: (job) => runJob({ ...services, standIn }, job, ++businessId) }),
    );
  });
}

async function runJob(services: Services, recorded: RecordedJob, businessId: number): Promise<object[]> {
  const { dataSource, client, databaseUrl, standIn } = services;
  const { operationType = 'canary_increment' } = recorded;
  await dataSource.query(
    `INSERT INTO canaries (business_id, mood)
       SELECT $1, CASE WHEN n <= $4 THEN 'well' ELSE $2 END FROM generate_series(1, $3::int) AS n`,
    [businessId, recorded.mood ?? 'well', recorded.canaries, recorded.wellFirst ?? 0],
  );
  const lock = recorded.isFirstLocked
    ? await holdLock(
        { url: databaseUrl },
        `SELECT FROM canaries WHERE id = (SELECT min(id) FROM canaries WHERE business_id = ${businessId}) FOR UPDATE`,
      )
    : undefined;
  const queue = recorded.isHeld ? await holdLockQueue({ database: { dataSource, url: databaseUrl } }) : undefined;
  standIn.answerWith((_, no) =>
    no === recorded.refusedRequest
      ? { kind: 'not processed', code: 'busy', retryAfterMs: 8_000, onlyPerson: false }
      : undefined,
  );
  const policyOf = createPolicies(testRegistry, { [operationType]: { ...CANARY_POLICY, ...recorded.policy } });
  const accept = new AcceptJob({
    ...services,
    policyOf,
    runnable: { mayStart: () => Promise.resolve(true) },
    maxLiveJobs: 20,
    counts: startCounts(20),
    record: () => undefined,
    onStartDelayed: () => undefined,
  });
  const job = await accepted(accept, {
    businessId,
    requestedBy: 'recorder',
    operationType,
    targets: canaryIncrement.targets,
    selection: { kind: 'all' },
    parameters: operationType === 'canary_message' ? { url: standIn.url } : {},
    batchSize: policyOf(operationType).batchSize,
    throttleMs: recorded.throttleMs,
    parallelism: policyOf(operationType).parallelism,
    archiveDays: 0,
    canary: recorded.canary,
  });
  const workflow = jobWorkflowHandle(client, job);
  const row = () => dataSource.getRepository(JobEntity).findOneByOrFail({ id: job.id });
  const until = async (is: (row: Job) => boolean): Promise<void> => {
    await eventually(async () => is(await row()), 60_000, 10);
  };
  let firstRunId: string | undefined;
  let seq = 0;
  if (recorded.meanwhile) {
    await eventually(async () => {
      const { events } = await workflow.fetchHistory();
      return events?.some(({ timerStartedEventAttributes: timer }) => timer) ?? false;
    });
  }
  await recorded.meanwhile?.({
    async pause() {
      await workflow.executeUpdate(pauseUpdate, { args: [{ seq: ++seq }] });
    },
    async resume() {
      await workflow.executeUpdate(resumeUpdate, { args: [{ seq: ++seq }] });
    },
    async changeSpeed(speed) {
      await workflow.executeUpdate(changeSpeedUpdate, { args: [{ seq: ++seq, ...speed }] });
    },
    async cancel() {
      await dataSource.query('UPDATE jobs SET cancel_requested_at = clock_timestamp() WHERE id = $1', [job.id]);
      await workflow.cancel();
    },
    async refuseSpeed() {
      await dataSource.query(`
        CREATE FUNCTION refuse_speed() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = 'lock_not_available'; END $$;
        CREATE TRIGGER refuse_speed BEFORE UPDATE ON jobs FOR EACH ROW
          WHEN (OLD.id = '${job.id}' AND OLD.batch_size <> NEW.batch_size AND NEW.finished_at IS NULL)
          EXECUTE FUNCTION refuse_speed()`);
    },
    async resetToBefore(update) {
      firstRunId = await resetToBefore(client, workflow, update);
    },
    async untilShown(text) {
      await eventually(async () => {
        const metadata = await workflow.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
        return metadata.currentDetails?.includes(text) ?? false;
      });
    },
    untilStatus: (status: JobStatus) => until((now) => now.status === status),
    // Asked of Temporal: the job's row hears of a new run with its first batch, and a paused job does none.
    async untilRolledOver() {
      const { raw } = await workflow.describe();
      const firstRunId = raw.workflowExecutionInfo?.firstRunId;
      await eventually(async () => (await workflow.describe()).runId !== firstRunId);
    },
    untilHeldFor: (ms) => until((now) => Number(now.nextLookAt) - Number(now.heldSince) >= ms),
    async becomes(state) {
      await dataSource.query(
        `UPDATE outbox SET state = $2::message_state, failed_by = CASE $2 WHEN 'failed' THEN 'webhook' END
          WHERE job_id = $1 AND state = 'accepted'`,
        [job.id, state],
      );
    },
    async endLockQueue() {
      await queue?.letGo();
    },
    async mend() {
      await dataSource.query(`UPDATE canaries SET mood = 'well' WHERE business_id = $1`, [businessId]);
    },
  });
  await until(({ status }) => isFinal(status));
  await lock?.letGo();
  await queue?.letGo();
  const { status } = await row();
  const { endsAs = 'completed' } = recorded;
  if (status !== endsAs) throw new Error(`${recorded.name} ended ${status}, not ${endsAs}`);
  return recordedRuns(client, workflow.workflowId, firstRunId);
}
