import { expect, test } from '@jest/globals';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import type { StopAt } from '../processes/worker-messages.js';
import { addLeadHistories } from '../support/lead-history.js';
import { addManyLeads, leadsOf } from '../support/leads.js';
import { atLength } from '../support/length.js';
import { randomBy } from '../support/random-by.js';
import { contents } from '../support/restores.js';
import { type System, withSystem } from '../support/system.js';

const TYPE = 'delete_leads_bulk';
const POLICY = {
  ...{ batchSize: 10_000, chunkSize: 250, maxBatchMs: 60_000, throttleMs: 0, confirmAbove: 1_000_000 },
  ...{ startToCloseSeconds: 125, lockTtlSeconds: 600, maxRuntimeSeconds: 100 },
  ...{ heartbeatTimeoutSeconds: 2, maxBackoffSeconds: 1, maxOutageSeconds: 3_600 },
};
const LEADS = 10_000;
const CHUNKS = LEADS / POLICY.chunkSize;
/** Of each of the two jobs. */
const KILLS = atLength({ short: 3, long: 15 });
const SEED = 54;
const MOMENTS = ['batch opened', 'before commit', 'after commit'] as const;

/** Kills workers at random moments of the job; the last one finishes it. */
async function killed(system: System, jobId: string, random: () => number): Promise<void> {
  const most = Math.floor(CHUNKS / (KILLS + 1));
  for (let kill = 0; kill < KILLS; kill++) {
    const chunkNo = kill * most + 1 + Math.floor(random() * most);
    const stopAt: StopAt = { name: MOMENTS[Math.floor(random() * 3)]!, chunkNo, jobId };
    const worker = await system.startWorker({ stopAt });
    await worker.atCheckpoint(jobId);
    await worker.kill();
  }
  const worker = await system.startWorker();
  await system.finished(jobId);
  await system.lockGone(TYPE);
  await worker.kill();
}

test(
  'workers of a delete and of its restore are killed at random: 10,000 leads are as before, with all that hung on them',
  () =>
    withSystem({ policies: { [TYPE]: POLICY, restore_job: POLICY } }, async (system) => {
      const { dataSource } = system;
      for (const [businessId, leads] of [
        [1, LEADS],
        [2, 20],
      ] as const) {
        await addManyLeads(dataSource, businessId, leads);
        await addLeadHistories(dataSource, businessId, await leadsOf(system, businessId));
      }
      const [before, theirs] = [await contents(dataSource), await contents(dataSource, 2)];
      const random = randomBy(SEED);
      const { id } = await system.start({ operationType: TYPE, targets: leadTargets, archiveDays: 30 });
      await killed(system, id, random);
      const deleted = await system.job(id);
      expect(deleted).toMatchObject({ status: 'completed', succeeded: LEADS, failed: 0 });
      expect(await leadsOf(system, 1)).toEqual([]);

      const restore = await system.start({
        ...{ operationType: 'restore_job', gateType: TYPE, targets: leadTargets },
        selection: { kind: 'archived', ofJob: id, expiresOn: deleted.archiveExpiresOn! },
      });
      await killed(system, restore.id, random);
      expect(await system.job(restore.id)).toMatchObject({
        ...{ status: 'completed', total: LEADS, processed: LEADS, succeeded: LEADS, failed: 0, skipped: 0 },
      });
      expect(await contents(dataSource)).toEqual(before);
      expect(await contents(dataSource, 2)).toEqual(theirs);
    }),
  atLength({ short: 300_000, long: 1_200_000 }),
);
