import { describe, expect, test } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { FAILURE } from '../../src/operations/errors.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { type RunHistory, historyOf } from '../support/job-looks.js';
import { addManyLeads } from '../support/leads.js';
import { populate } from '../support/population.js';
import { ProductWorker } from '../support/product-process.js';
import { FAST_CANARY, type System, withSystem } from '../support/system.js';
import { sessions } from '../support/locks.js';

const GRACE_SECONDS = 20;
/**
 * Longer than the heartbeat time-out (a worker that stopped beating when it was told to stop would lose the batch) and than
 * the start of the second worker, or the first one had done it all before it is told.
 */
const SLOW_SECONDS = 10;
const environment = { WORKER_SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS) };
const ONE_RUN = { lockTtlSeconds: 600, maxRuntimeSeconds: 100, heartbeatTimeoutSeconds: 2 };

describe('a worker told to stop ends its batch within the grace time, without a time-out, and the job goes on elsewhere', () => {
  test.concurrent('with canaries', async () => {
    await withSystem({ policies: canaryPolicy(ONE_RUN), environment }, async (system) => {
      const population = await populate(system, 45);
      await system.dataSource.query(
        `UPDATE canaries SET sleep_seconds = $1 WHERE id = (SELECT min(id) + 15 FROM canaries WHERE business_id = 1)`,
        [SLOW_SECONDS],
      );
      const first = await system.startWorker();
      // Enough is left for the second worker, however long it takes to come up.
      const job = await system.start({ throttleMs: 2_000 });
      await eventually(() => isAsleep(system));
      const second = await system.startWorker();
      expect(await first.stop()).toBe(0);
      expect((await system.job(job.id)).processed).toBeGreaterThanOrEqual(20); // its batch is in

      await population.expectDoneOnce(job);
      expectNothingLost(await historyOf(system, job));
      await second.toldOfGate('released', job.id);
    });
  });

  test.concurrent('with the product’s own process and leads', async () => {
    await withSlowBatch(async (system, job, first) => {
      let second: ProductWorker | undefined;
      try {
        expect(await first.stop()).toBe(0);
        expect((await system.job(job.id)).processed).toBeGreaterThanOrEqual(20);

        second = ProductWorker.start(system.environment);
        expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 45, succeeded: 45 });
        await system.lockGone(job.operationType);
        expectNothingLost(await historyOf(system, job));
        expect(
          await system.dataSource.query('SELECT business_id, count(*)::int AS leads FROM leads GROUP BY business_id'),
        ).toEqual([{ business_id: 2, leads: 7 }]);
      } finally {
        await second?.kill();
      }
    });
  });
});

test.concurrent('a second signal ends a worker that waits for its batch, which is rolled back', async () => {
  await withSlowBatch(async (system, job, worker) => {
    const stopped = worker.stop();
    // Again and again: two signals at the same moment are one.
    const repeating = setInterval(() => void worker.stop(), 200);
    expect(await stopped).toBeNull(); // by the signal
    clearInterval(repeating);
    expect((await system.job(job.id)).processed).toBe(10);
  });
});

/** Whether a batch has come to its slow target. */
async function isAsleep({ dataSource }: System): Promise<boolean> {
  return (await sessions(dataSource, "wait_event = 'PgSleep'")) > 0;
}

/** A job over 45 leads, ten a batch, whose second batch sleeps in a worker of the product's own. */
async function withSlowBatch(use: (system: System, job: Job, worker: ProductWorker) => Promise<void>): Promise<void> {
  const operationType = 'delete_leads_bulk';
  const policies = { [operationType]: { ...FAST_CANARY.canary_increment, ...ONE_RUN } };
  await withSystem({ policies, environment }, async (system) => {
    const { dataSource } = system;
    await addManyLeads(dataSource, 1, 45);
    await addManyLeads(dataSource, 2, 7);
    await dataSource.query(`
      CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(${SLOW_SECONDS}); RETURN OLD; END $$;
      CREATE TRIGGER slow BEFORE DELETE ON leads FOR EACH ROW WHEN (OLD.name = 'Lead 15') EXECUTE FUNCTION be_slow()`);
    const job = await system.start({ operationType });
    const worker = ProductWorker.start(system.environment);
    try {
      await eventually(() => isAsleep(system));
      await use(system, job, worker);
    } finally {
      await worker.kill();
    }
  });
}

/** The batch that the server hands to the stopping worker with an answer is refused, and only that one. */
function expectNothingLost({ activitiesTimedOut, activityFailures }: RunHistory): void {
  expect(activitiesTimedOut).toBe(0);
  expect(activityFailures.filter((type) => type !== FAILURE.batchUnreachable)).toEqual([]);
  expect(activityFailures.length).toBeLessThanOrEqual(1);
}
