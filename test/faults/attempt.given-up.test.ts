import { describe, expect, jest, test } from '@jest/globals';
import { FAILURE } from '../../src/operations/errors.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { withCuttableLink } from '../support/cuttable-link.js';
import { eventually } from '../support/eventually.js';
import { historyOf } from '../support/history.js';
import { populate } from '../support/population.js';
import { withSystem } from '../support/system.js';
import { isSessionEnded, lockWaitedFor, sessionsInTransaction } from '../support/worker-session.js';

jest.setTimeout(120_000);

/** Given up after a second of silence, so that all of the story fits into the 10 s that PostgreSQL bears an idle transaction. */
const POLICIES = canaryPolicy({ lockTtlSeconds: 600, maxRuntimeSeconds: 100, heartbeatTimeoutSeconds: 1 });

describe('a batch given up while its attempt is frozen before its commit is counted once', () => {
  test.concurrent(
    'where the attempt wakes in time: the next one waits for it and finds its result standing',
    async () => {
      await withSystem({ policies: POLICIES }, async (system) => {
        const population = await populate(system, 45);
        const frozen = await system.startWorker({ stopAt: { name: 'before commit', batchNo: 2 } });
        const job = await system.start();
        await frozen.atCheckpoint();
        await sessionsInTransaction(system.dataSource, 1);
        frozen.freeze();
        await eventually(async () => (await historyOf(system, job)).activitiesTimedOut > 0);
        // Awake, but still before its commit: the next attempt waits for its row of the ledger.
        frozen.thaw();
        await lockWaitedFor(system.dataSource, 'INSERT INTO job_batches');
        expect(await system.job(job.id)).toMatchObject({ status: 'running', processed: 10 });
        frozen.goOn();
        await population.expectDoneOnce(job);
        expect(await frozen.stop()).toBe(0);
        expect(await system.touches(1)).toEqual({ 1: 45 });
      });
    },
  );

  test.concurrent(
    'where the attempt sleeps too long: another worker does the batch, its own commit fails',
    async () => {
      await withSystem({ policies: POLICIES }, (system) =>
        withCuttableLink(system.config.temporal.address, async (link) => {
          const population = await populate(system, 45);
          const stopAt = { name: 'before commit', batchNo: 2 } as const;
          const frozen = await system.startWorker({ stopAt }, { TEMPORAL_ADDRESS: link.address });
          const job = await system.start();
          await frozen.atCheckpoint();
          const [session] = await sessionsInTransaction(system.dataSource, 1);
          frozen.freeze();
          link.cut();
          const other = await system.startWorker();
          // PostgreSQL bears an idle transaction for 10 s; its locks go with the session.
          await eventually(() => isSessionEnded(system.dataSource, session!), 20_000);
          await population.expectDoneOnce(job);
          expect(other.gateEvents()).toContainEqual(expect.objectContaining({ event: 'released', jobId: job.id }));
          const done = await system.job(job.id);

          frozen.thaw();
          frozen.goOn();
          expect(await frozen.stop()).toBe(0); // waits for its attempt
          expect(await system.job(job.id)).toEqual(done);
          expect(await system.touches(1)).toEqual({ 1: 45 });
          await population.expectBystanderUntouched();
        }),
      );
    },
  );
});

test.concurrent(
  'an attempt that meets the ledger row of another one is made again, and does not count as failed',
  async () => {
    await withSystem({ policies: POLICIES }, async (system) => {
      const population = await populate(system, 45);
      const job = await system.start();
      const other = system.dataSource.createQueryRunner();
      await other.startTransaction();
      await other.query('INSERT INTO job_batches (job_id, batch_no) VALUES ($1, 2)', [job.id]);
      await system.startWorker();
      await eventually(async () => {
        await other.query('SELECT 1'); // or PostgreSQL would end the idle transaction
        return (await historyOf(system, job)).activityFailures.length > 1;
      });
      await other.rollbackTransaction();
      await other.release();
      await population.expectDoneOnce(job);
      const { activityFailures, activitiesTimedOut } = await historyOf(system, job);
      expect(new Set(activityFailures)).toEqual(new Set([FAILURE.batchUnreachable]));
      expect(activitiesTimedOut).toBe(0);
    });
  },
);
