import { describe, expect, test } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { FAILURE } from '../../src/operations/errors.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { historyOf } from '../support/job-looks.js';
import { withTcpProxy } from '../support/tcp-proxy.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { populate } from '../support/population.js';
import { type System, withSystem } from '../support/system.js';
import {
  bearIdleTransactions,
  sessionInTransaction,
  sessions,
  statementBlocked,
  whileLocked,
} from '../support/locks.js';

const LONG_LOCK = { lockTtlSeconds: 600, maxRuntimeSeconds: 100 };
const SOON_GIVEN_UP = canaryPolicy({ ...LONG_LOCK, heartbeatTimeoutSeconds: 2 });

describe('a batch is counted once', () => {
  test.concurrent(
    'when its attempt was given up, frozen before its commit, and wakes in time: the next one finds its result standing',
    () =>
      withSystem({ policies: SOON_GIVEN_UP }, async (system) => {
        await bearIdleTransactions(system.dataSource);
        const population = await populate(system, 45);
        const frozen = await system.startWorker({ stopAt: { name: 'before commit', chunkNo: 2 } });
        const job = await system.start();
        await frozen.atCheckpoint();
        await sessionInTransaction(system.dataSource);
        frozen.freeze();
        await eventuallyInTemporal(async () => (await historyOf(system, job)).activitiesTimedOut > 0);
        // Awake, but still before its commit: the next attempt waits for its row of the ledger.
        frozen.thaw();
        await statementBlocked(system.dataSource, 'INSERT INTO job_batches');
        expect(await system.job(job.id)).toMatchObject({ status: 'running', processed: 10 });
        frozen.goOn();
        await population.expectDoneOnce(job);
        expect(await frozen.stop()).toBe(0);
        expect(await system.touches(1)).toEqual({ 1: 45 });
      }),
  );

  test.concurrent(
    'when its attempt was given up and sleeps too long: another worker does the batch, its own commit fails',
    () =>
      withSystem({ policies: SOON_GIVEN_UP }, (system) =>
        withTcpProxy(system.config.temporal.address, async (proxy) => {
          const population = await populate(system, 45);
          const stopAt = { name: 'before commit', chunkNo: 2 } as const;
          const frozen = await system.startWorker({ stopAt }, { TEMPORAL_ADDRESS: proxy.address });
          const job = await system.start();
          await frozen.atCheckpoint();
          const session = await sessionInTransaction(system.dataSource);
          frozen.freeze();
          proxy.breakAll();
          const other = await system.startWorker();
          // PostgreSQL bears an idle transaction for 10 s; its locks go with the session.
          await eventually(async () => (await sessions(system.dataSource, 'pid = $1', [session])) === 0);
          await population.expectDoneOnce(job);
          await other.toldOfGate('released', job.id);
          const done = await system.job(job.id);

          frozen.thaw();
          frozen.goOn();
          expect(await frozen.stop()).toBe(0); // waits for its attempt
          expect(await system.job(job.id)).toEqual(done);
          expect(await system.touches(1)).toEqual({ 1: 45 });
          await population.expectBystanderUntouched();
        }),
      ),
  );

  test.concurrent(
    'when an attempt meets the ledger row of another one: it is made again, and counts for nothing',
    async () => {
      const policies = canaryPolicy({ ...LONG_LOCK, heartbeatTimeoutSeconds: 10 });
      await withSystem({ policies }, async (system) => {
        const population = await populate(system, 45);
        const job = await system.start();
        const row = `INSERT INTO job_batches (job_id, batch_no, business_id) VALUES ('${job.id}', 2, 1)`;
        await whileLocked(system.database, row, async () => {
          await system.startWorker();
          await eventuallyInTemporal(async () => (await historyOf(system, job)).activityFailures.length > 1);
        });
        await population.expectDoneOnce(job);
        const { activityFailures, activitiesTimedOut } = await historyOf(system, job);
        expect(new Set(activityFailures)).toEqual(new Set([FAILURE.batchUnreachable]));
        expect(activitiesTimedOut).toBe(0);
      });
    },
  );

  test.concurrent(
    'when an attempt given up commits just before its batch is recorded as failed: it is no failed batch',
    async () => {
      // One failed batch would end the job.
      const policies = canaryPolicy({ ...LONG_LOCK, maxBatchFailures: 1 });
      await withSystem({ policies }, async (system) => {
        const { dataSource } = system;
        const population = await populate(system, 15);
        await dataSource.query(`UPDATE canaries SET mood = 'broken' WHERE business_id = 1`);
        // Before its row of the ledger, the first attempt waits for lock 1; whoever comes after the five that fail, for lock 2.
        await dataSource.query(`
        CREATE SEQUENCE attempts;
        CREATE FUNCTION hold_attempt() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET lock_timeout = 0 AS $$
          DECLARE attempt bigint := nextval('attempts');
          BEGIN
            IF attempt = 1 THEN PERFORM pg_advisory_xact_lock_shared(1); END IF;
            IF attempt > 6 THEN PERFORM pg_advisory_xact_lock_shared(2); END IF;
            RETURN NEW;
          END $$;
        CREATE TRIGGER hold_attempt BEFORE INSERT ON job_batches
          FOR EACH ROW WHEN (NEW.batch_no = 1) EXECUTE FUNCTION hold_attempt()`);
        await whileLocked(system.database, 'SELECT pg_advisory_lock(1), pg_advisory_lock(2)', async (holder) => {
          const worker = await system.startWorker({ stopAt: { name: 'before commit', chunkNo: 1 } });
          const job = await startImpatiently(system);
          // Both are held: the attempt that was given up, and the one that is to record the batch as failed.
          await statementBlocked(dataSource, 'INSERT INTO job_batches', 2);
          expect((await historyOf(system, job)).activityFailures).toEqual(Array(5).fill(FAILURE.batchAttemptFailed));
          await dataSource.query(`UPDATE canaries SET mood = 'well' WHERE business_id = 1`);
          await holder.query('SELECT pg_advisory_unlock(1)');
          await worker.atCheckpoint();
          await holder.query('SELECT pg_advisory_unlock(2)');
          await statementBlocked(dataSource, 'INSERT INTO job_batches');
          worker.goOn();
          await population.expectDoneOnce(job);
          expect(await dataSource.query('SELECT * FROM job_failures')).toEqual([]);
        });
      });
    },
  );
});

/** A job whose attempts are given up after 6 s, however loud they beat: sooner than start-up would accept. */
function startImpatiently(system: System): Promise<Job> {
  return system.start({}, { policyOf: (type) => ({ ...system.config.policyOf(type), startToCloseSeconds: 6 }) });
}
