import { expect, test } from '@jest/globals';
import {
  addConsenting,
  expectAccountedFor,
  expectNobodyTwice,
  peopleIn,
  setUpWhatsApp,
  startBroadcast,
  withBroadcasts,
} from '../support/broadcast.js';
import { statementBlocked, whileLocked } from '../support/locks.js';
import { atLength } from '../support/length.js';

/** Temporal gives the dead attempt 30 s in each case. */
const FAULTS = atLength({ short: ['killed'] as const, long: ['killed', 'frozen'] as const });

test.each(FAULTS)(
  'a worker is %s between the two steps of the end of a job: another one ends it, and nobody else is reached',
  (fault) =>
    withBroadcasts(async (api) => {
      await setUpWhatsApp(api);
      await addConsenting(api, peopleIn(1, 12));
      const worker = await api.startWorker({ stopAt: { name: 'composed', chunkNo: 2 } });
      const id = await startBroadcast(api);
      await worker.atCheckpoint();
      expect((await api.ask(`/api/v1/jobs/${id}/cancel`, { method: 'POST' })).status).toBe(202);
      const ofLedger = `SELECT FROM job_batches WHERE job_id = '${id}' FOR UPDATE`;
      await whileLocked(api.database, ofLedger, async () => {
        worker.goOn();
        await statementBlocked(api.dataSource, 'close_open_chunks');
        if (fault === 'killed') await worker.kill();
        else worker.freeze();
      });
      try {
        await api.startWorker();
        const ended = await api.finished(id, 120_000);
        expect(ended).toMatchObject({ status: 'cancelled', total: 12, succeeded: 5, failed: 0, notAttempted: 7 });
        expect(await expectAccountedFor(api, ended)).toEqual({ accepted: 5 });
      } finally {
        if (fault === 'frozen') worker.thaw();
      }
      await worker.stop();
      expect(await expectNobodyTwice(api, id)).toEqual({ accepted: 5 });
      expect(await api.job(id)).toMatchObject({ status: 'cancelled', succeeded: 5, failed: 0 });
    }),
  240_000,
);
