import { expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { withPostgres } from '../support/own-services.js';
import { populate } from '../support/population.js';
import { withSystem } from '../support/system.js';

/** Longer than five attempts of a batch take: those that cannot reach PostgreSQL must not count as its failures. */
const AWAY_MS = 7_000;

test('PostgreSQL stopped for seconds in the middle of a batch, and again when the job is to be finished: it completes', () =>
  withPostgres(async (postgres) => {
    await withSystem({ databaseUrl: postgres.first.url }, async (system) => {
      const population = await populate(system, 95);
      const first = await system.startWorker({ stopAt: { name: 'before commit', chunkNo: 4 } });
      const job = await system.start();
      await first.atCheckpoint();
      await postgres.stop();
      first.goOn();
      await delay(AWAY_MS); // the outage itself
      expect(await system.lock()).toMatchObject({ value: `job_${job.id}` });
      // Another worker, stopped between the commit of the last batch and its answer, does the rest: the first one could have
      // done it all before it is told to stop.
      await first.stop();
      await postgres.startAgain();
      expect(await eventually(() => system.job(job.id))).toMatchObject({ status: 'running' });
      const second = await system.startWorker({ stopAt: { name: 'after commit', chunkNo: 10 } });
      await second.atCheckpoint();
      await postgres.stop();
      second.goOn();
      await second.told((message) => message.kind === 'activity-error' && message.activityType === 'finishJob');
      expect(await system.lock()).toMatchObject({ value: `job_${job.id}` });
      await postgres.startAgain();

      await population.expectDoneOnce(job);
    });
  }));
