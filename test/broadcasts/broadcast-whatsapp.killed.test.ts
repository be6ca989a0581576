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
import { endLeasesOfDead, MOMENTS, PEOPLE, stopAtEachMoment } from '../support/broadcast-moments.js';
import { eventually } from '../support/eventually.js';
import { atLength } from '../support/length.js';
import { randomBy } from '../support/random-by.js';
import { endLeases } from '../support/sent-messages.js';
import type { WorkerProcess } from '../support/worker-process.js';

test(
  'a worker is killed at every moment of a broadcast: nobody is reached twice, and of nobody the outcome is missing',
  () =>
    withBroadcasts(async (api) => {
      const { worker, jobs } = await stopAtEachMoment(api, { mode: 'silent' });
      await worker.kill();
      await endLeasesOfDead(api);
      await api.startWorker();
      const unknown: Record<string, number> = {};
      for (const { id, moment } of jobs) {
        const ended = await api.finished(id);
        expect(ended).toMatchObject({ status: 'completed', total: PEOPLE, skipped: 0, lastError: null });
        unknown[moment] = (await expectAccountedFor(api, ended)).unknown ?? 0;
        expect([moment, ended.failed]).toEqual([moment, unknown[moment]]);
      }
      await expectNobodyTwice(api, ...jobs.map(({ id }) => id));
      // Nobody knows of those that were with the dead worker, and of no others.
      const certain = ['before begin', 'batch opened', 'before composed', 'composed', 'before commit', 'after commit'];
      expect(certain.map((moment) => unknown[moment])).toEqual(certain.map(() => 0));
      for (const moment of ['claimed', 'under way', 'answered']) expect(unknown[moment]).toBeGreaterThan(0);
    }),
  240_000,
);

const KILLS = atLength({ short: 3, long: 30 });
const STREAMS = 4;
/** Chosen once: the same run can be had again. */
const SEED = 14;

test(
  'of two workers one after the other is killed at a moment of chance: nobody is reached twice, or lost without a word',
  () =>
    withBroadcasts(async (api) => {
      const random = randomBy(SEED);
      // A kill leaves at most one chunk of the stream behind it.
      const chunksOfStream = KILLS + 2;
      const count = STREAMS * chunksOfStream * 5;
      await setUpWhatsApp(api);
      await addConsenting(api, peopleIn(1, count));
      const id = await startBroadcast(api, {}, { parallelism: STREAMS });
      // Whatever the first worker has left of a chunk, this moment comes.
      const momentsOf = () => [MOMENTS[Math.floor(random() * MOMENTS.length)]!, 'after commit' as const];
      const startVictim = (): Promise<WorkerProcess> =>
        api.startWorker({
          stopAt: Array.from({ length: chunksOfStream }, (_, chunk) =>
            momentsOf().map((name) => ({ name, streamNo: 1, chunkNo: chunk + 1 })),
          ).flat(),
        });
      const victims: WorkerProcess[] = [await startVictim(), await startVictim()];
      for (let kills = 0; kills < KILLS; kills++) {
        const victim = await eventually(() => victims.find(isAtCheckpoint) ?? false);
        await victim.kill();
        await endLeases(api);
        victims.splice(victims.indexOf(victim), 1, await startVictim());
      }
      await Promise.all(victims.map((victim) => victim.kill()));
      await endLeasesOfDead(api);
      await api.startWorker();
      const ended = await api.finished(id);
      expect(ended).toMatchObject({ status: 'completed', total: count, skipped: 0, lastError: null });
      await expectAccountedFor(api, ended);
      await expectNobodyTwice(api, id);
    }),
  atLength({ short: 240_000, long: 1_200_000 }),
);

const isAtCheckpoint = ({ messages }: WorkerProcess): boolean => messages.some(({ kind }) => kind === 'checkpoint');
