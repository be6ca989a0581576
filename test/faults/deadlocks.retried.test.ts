import { expect, test } from '@jest/globals';
import { FAILURE } from '../../src/operations/errors.js';
import { eventually } from '../support/eventually.js';
import { historyOf } from '../support/job-looks.js';
import { atLength } from '../support/length.js';
import { populate } from '../support/population.js';
import { FAST_CANARY, type System, withSystem } from '../support/system.js';

const COUNT = atLength({ short: 200, long: 2_000 });

/** Four streams each, of which the chunks of one job are not those of the other. */
const POLICY = {
  ...FAST_CANARY.canary_increment,
  ...{ parallelism: 4, batchSize: 10_000, lockTtlSeconds: 600, maxRuntimeSeconds: 100 },
};
const POLICIES = {
  canary_increment: { ...POLICY, chunkSize: 7 },
  canary_shuffle: { ...POLICY, chunkSize: 10 },
};

test(
  'two jobs go over the same rows at once, one of them in no order: each deadlock is tried again, and nothing is lost',
  () =>
    withSystem(
      { policies: POLICIES, environment: { WORKER_MAX_CHUNKS: '20', DATABASE_POOL_SIZE: '30' } },
      async (system) => {
        const population = await populate(system, COUNT);
        await findDeadlocksSoon(system);
        const [orderly, careless] = await Promise.all([
          system.start(),
          system.start({ operationType: 'canary_shuffle' }),
        ]);
        await system.startWorker();
        await population.expectDoneOnce(orderly);
        const done = { processed: COUNT, succeeded: COUNT, failed: 0, skipped: 0, notAttempted: 0 };
        expect(await system.finished(careless.id, 300_000)).toMatchObject({
          ...{ status: 'completed', lastError: null, total: COUNT },
          ...done,
        });
        expect(
          await system.dataSource.query('SELECT DISTINCT shuffled, touched FROM canaries WHERE business_id = 1'),
        ).toEqual([{ shuffled: 1, touched: 1 }]);
        expect(await system.dataSource.query('SELECT * FROM job_failures')).toEqual([]);

        await eventually(async () => (await deadlocks(system)) > 0);
        for (const job of [orderly, careless]) {
          const { activityFailures } = await historyOf(system, job);
          expect(activityFailures.filter((type) => type !== FAILURE.batchUnreachable)).toEqual([]);
        }
        expect((await historyOf(system, careless)).activityFailures.length).toBeGreaterThan(0);
      },
    ),
  atLength({ short: 120_000, long: 600_000 }),
);

/** PostgreSQL looks for a deadlock only once a session has waited for a second. */
async function findDeadlocksSoon({ dataSource }: System): Promise<void> {
  await dataSource.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''100ms''', current_database()); END $$`,
  );
}

async function deadlocks({ dataSource }: System): Promise<number> {
  const [row] = await dataSource.query<{ deadlocks: number }[]>(
    'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
  );
  return row!.deadlocks;
}
