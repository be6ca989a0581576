import { expect, test } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { pauseUpdate, resumeUpdate } from '../../src/workflows/bulk-operation.updates.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { withCleanups } from '../support/cleanups.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { historyOf } from '../support/job-looks.js';
import { holdLock } from '../support/locks.js';
import { type System, withSystem, workflowOf } from '../support/system.js';

const MAX_OUTAGE_SECONDS = 8;
const POLICIES = canaryPolicy({ lockTtlSeconds: 6, maxRuntimeSeconds: 1, maxOutageSeconds: MAX_OUTAGE_SECONDS });

test('pause, resume and roll-over take effect between two attempts of a batch that waits for a lock', () =>
  withSystem({ policies: POLICIES }, (system) =>
    withCleanups(async ({ opened }) => {
      const [first, held] = await Promise.all([system.addCanaries(1, 10), system.addCanaries(2, 20)]);
      const hold = (ids: readonly number[]) =>
        opened(holdLock(system.database, `SELECT FROM canaries WHERE id IN (${ids.join()}) FOR UPDATE`), (lock) =>
          lock.letGo(),
        );
      const lock = await hold([first[0]!]);
      await hold([held[15]!]);
      await system.startWorker();
      const job = await system.start();
      const rolling = await system.start({ businessId: 2 });
      const handle = workflowOf(system, job);

      // Asked for while an attempt waits for the lock: that one ends first, and no other begins. By the lock, because an
      // attempt of the other job may wait before it.
      await eventually(async () => (await lock.waiters()) === 1);
      expect(await handle.executeUpdate(pauseUpdate, { args: [{ seq: 1 }] })).toMatchObject({ status: 'pausing' });
      await eventually(async () => (await system.job(job.id)).status === 'paused');
      expect((await historyOf(system, job)).activityFailures).toHaveLength(1);

      // A pause that is longer than an outage may be, over roll-overs: it is no part of the outage.
      const { runId } = await handle.describe();
      const pausedSince = performance.now();
      await eventuallyInTemporal(async () => (await handle.describe()).runId !== runId);
      await eventually(() => performance.now() - pausedSince > MAX_OUTAGE_SECONDS * 1_000 + 1_000);
      await handle.executeUpdate(resumeUpdate, { args: [{ seq: 2 }] });
      await eventually(async () => (await system.job(job.id)).status === 'running');
      // One more attempt in vain, and the row is free. Seen by the lock: the history may be that of the next run by now.
      await eventually(async () => (await lock.waiters()) === 1);
      await eventually(async () => (await lock.waiters()) === 0);
      await lock.letGo();
      expect(await system.finished(job.id)).toMatchObject({ status: 'completed', total: 10, succeeded: 10, failed: 0 });
      expect(await batchesOf(system, job)).toEqual([{ chunkNo: 1, processed: 10 }]);

      // The other job rolled over between its attempts, and neither they nor the outage began anew with a run.
      expect(await system.finished(rolling.id)).toMatchObject({ status: 'completed', succeeded: 19, failed: 1 });
      expect(await batchesOf(system, rolling)).toEqual([
        { chunkNo: 1, processed: 10 },
        { chunkNo: 2, processed: 10 },
      ]);
      expect((await system.job(rolling.id)).runs).toBeGreaterThan(2);
      expect(await system.touches(1)).toEqual({ 1: 10 });
      expect(await system.touches(2)).toEqual({ 0: 1, 1: 19 });
    }),
  ));

function batchesOf({ dataSource }: System, job: Job): Promise<object[]> {
  return dataSource.query('SELECT batch_no AS "chunkNo", processed FROM job_batches WHERE job_id = $1 ORDER BY 1', [
    job.id,
  ]);
}
