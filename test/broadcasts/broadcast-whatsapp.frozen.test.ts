import { expect, test } from '@jest/globals';
import { expectAccountedFor, expectNobodyTwice, withBroadcasts } from '../support/broadcast.js';
import { PEOPLE, stopAtEachMoment } from '../support/broadcast-moments.js';
import { eventually } from '../support/eventually.js';
import { endLeases } from '../support/sent-messages.js';

test(
  'a worker is frozen at every moment of a broadcast for longer than its leases, and wakes up behind the end: nobody twice',
  () =>
    withBroadcasts(async (api) => {
      const { worker, jobs } = await stopAtEachMoment(api, { mode: 'slow', ms: 3_000 });
      worker.freeze();
      try {
        await api.startWorker();
        await eventually(async () => {
          await endLeases(api);
          const now = await Promise.all(jobs.map(({ id }) => api.job(id)));
          return now.every(({ status }) => status === 'completed');
        }, 180_000);
      } finally {
        worker.thaw();
      }
      worker.goOn();
      // It ends what it is at.
      await worker.stop();
      for (const { id } of jobs) {
        const ended = await api.finished(id);
        expect(ended).toMatchObject({ status: 'completed', total: PEOPLE, skipped: 0, lastError: null });
        await expectAccountedFor(api, ended);
      }
      await expectNobodyTwice(api, ...jobs.map(({ id }) => id));
    }),
  300_000,
);
