import { expect, test } from '@jest/globals';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import type { StopAt } from '../processes/worker-messages.js';
import { checksum } from '../support/checksum.js';
import { addManyLeads } from '../support/leads.js';
import { atLength } from '../support/length.js';
import { randomBy } from '../support/random-by.js';
import { withSystem } from '../support/system.js';

const TYPE = 'delete_leads_bulk';
const POLICIES = {
  [TYPE]: {
    ...{ batchSize: 10_000, chunkSize: 100, maxBatchMs: 60_000, throttleMs: 0, confirmAbove: 1_000_000 },
    ...{ startToCloseSeconds: 125, lockTtlSeconds: 600, maxRuntimeSeconds: 100 },
    ...{ heartbeatTimeoutSeconds: 2, maxBackoffSeconds: 1, maxOutageSeconds: 3_600 },
  },
};
const LEADS = atLength({ short: 2_000, long: 100_000 });
const KILLS = atLength({ short: 3, long: 30 });
const SEED = 48;
const MOMENTS = ['batch opened', 'before commit', 'after commit'] as const;

test(
  'workers of a delete are killed at random: what is gone is in the archive, each row once, and no other row is',
  () =>
    withSystem({ policies: POLICIES }, async (system) => {
      const { dataSource } = system;
      await addManyLeads(dataSource, 1, LEADS);
      await addManyLeads(dataSource, 2, 10);
      const [before, theirs] = [await checksum(dataSource, 'leads', 1), await checksum(dataSource, 'leads', 2)];
      const random = randomBy(SEED);
      const job = await system.start({ operationType: TYPE, targets: leadTargets, archiveDays: 30 });
      for (let kill = 0, chunkNo = 1; kill < KILLS; kill++) {
        chunkNo += Math.floor(random() * 3);
        const stopAt: StopAt = { name: MOMENTS[Math.floor(random() * 3)]!, chunkNo };
        const worker = await system.startWorker({ stopAt: [stopAt] });
        await worker.atCheckpoint();
        await worker.kill();
        const [row] = await dataSource.query<{ archived: number; left: number }[]>(
          `SELECT (SELECT count(DISTINCT row_id) FROM archive) AS archived,
                  (SELECT count(*) FROM leads WHERE business_id = 1) AS left`,
        );
        const { archived, left } = row!;
        expect(archived + left).toBe(LEADS);
        chunkNo = Math.max(chunkNo, archived / 100) + 1;
      }
      await system.startWorker();
      expect(await system.finished(job.id)).toMatchObject({ status: 'completed', succeeded: LEADS, failed: 0 });
      expect(await dataSource.query('SELECT count(*) AS count FROM archive')).toEqual([{ count: LEADS }]);
      expect(await checksum(dataSource, 'leads', 2)).toBe(theirs);

      await dataSource.query('ALTER TABLE leads DISABLE TRIGGER track_writes');
      await dataSource.query(
        `INSERT INTO leads OVERRIDING SYSTEM VALUE
         SELECT (jsonb_populate_record(NULL::leads, old_values)).* FROM archive WHERE job_id = $1`,
        [job.id],
      );
      expect(await checksum(dataSource, 'leads', 1)).toBe(before);
    }),
  atLength({ short: 180_000, long: 1_200_000 }),
);
