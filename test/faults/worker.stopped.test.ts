import { expect, jest, test } from '@jest/globals';
import { canaryPolicy } from '../support/canary-policy.js';
import { historyOf } from '../support/history.js';
import { populate } from '../support/population.js';
import { withSystem } from '../support/system.js';
import { statementAtWork } from '../support/worker-session.js';

jest.setTimeout(120_000);

const GRACE_SECONDS = 20;
/** Longer than the heartbeat time-out: a worker that stopped beating when it was told to stop would lose the batch. */
const SLOW_SECONDS = 4;

test('a worker told to stop ends its batch within the grace time, without a time-out, and the job goes on elsewhere', async () => {
  await withSystem(
    {
      policies: canaryPolicy({ lockTtlSeconds: 600, maxRuntimeSeconds: 100, heartbeatTimeoutSeconds: 2 }),
      environment: { WORKER_SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS) },
    },
    async (system) => {
      const population = await populate(system, 45);
      await system.dataSource.query(
        `UPDATE canaries SET sleep_seconds = $1 WHERE id = (SELECT min(id) + 15 FROM canaries WHERE business_id = 1)`,
        [SLOW_SECONDS],
      );
      const first = await system.startWorker();
      const job = await system.start();
      await statementAtWork(system.dataSource, 'pg_sleep');
      const second = await system.startWorker();
      const toldAt = performance.now();
      expect(await first.stop()).toBe(0);
      expect(performance.now() - toldAt).toBeLessThan(GRACE_SECONDS * 1000);
      expect((await system.job(job.id)).processed).toBeGreaterThanOrEqual(20); // its batch is in

      await population.expectDoneOnce(job);
      expect(await historyOf(system, job)).toMatchObject({ activitiesTimedOut: 0, activityFailures: [] });
      expect(second.gateEvents().map(({ event }) => event)).toContain('released');
    },
  );
});
