import { expect, test } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import type { StopAt } from '../processes/worker-messages.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { chunksOf } from '../support/job-looks.js';
import { atLength } from '../support/length.js';
import { populate } from '../support/population.js';
import { randomBy } from '../support/random-by.js';
import { type System, withSystem } from '../support/system.js';

/** A batch is the whole job, in chunks of ten; a dead worker is noticed after two seconds. */
const POLICIES = canaryPolicy({
  batchSize: 10_000,
  chunkSize: 10,
  maxBatchMs: 60_000,
  startToCloseSeconds: 125,
  lockTtlSeconds: 600,
});

/** Each with how many chunks PostgreSQL has kept when the worker dies in the third one. */
const MOMENTS = [
  { businessId: 1, at: 'batch opened', kept: 2 },
  { businessId: 3, at: 'before commit', kept: 2 },
  { businessId: 4, at: 'after commit', kept: 3 },
] as const;

test('a worker is killed inside a batch of many chunks: another one takes over what is committed and goes on behind it', () =>
  withSystem({ policies: POLICIES }, async (system) => {
    const population = await populate(
      system,
      75,
      MOMENTS.map(({ businessId }) => businessId),
    );
    const jobs = await Promise.all(
      MOMENTS.map(async ({ businessId, ...rest }) => ({ job: await system.start({ businessId }), ...rest })),
    );
    const worker = await system.startWorker({
      stopAt: jobs.map(({ job, at }) => ({ name: at, chunkNo: 3, jobId: job.id })),
    });
    await Promise.all(jobs.map(({ job }) => worker.atCheckpoint(job.id)));
    await worker.kill();
    const kept = await Promise.all(jobs.map(({ job }) => ledgerOf(system, job)));
    expect(kept.map((rows) => rows.length)).toEqual(MOMENTS.map(({ kept: chunks }) => chunks));

    await system.startWorker();
    for (const [index, { job }] of jobs.entries()) {
      await population.expectDoneOnce(job);
      expect(await chunksOf(system, job)).toEqual([10, 10, 10, 10, 10, 10, 10, 5]);
      // Nobody has written a chunk that was there.
      expect((await ledgerOf(system, job)).slice(0, kept[index]!.length)).toEqual(kept[index]);
    }
  }));

const KILLS = atLength({ short: 2, long: 25 });
/** Chosen once: the same run can be had again. */
const SEED = 12;

test(
  'workers are killed one after the other, each in a chunk further on: every target once, and each chunk written once',
  () =>
    withSystem({ policies: POLICIES }, async (system) => {
      const random = randomBy(SEED);
      const moments = ['before begin', 'batch opened', 'before commit', 'after commit'] as const;
      const stops: StopAt[] = [];
      for (let chunkNo = 1; stops.length < KILLS;) {
        chunkNo += 1 + Math.floor(random() * 4);
        stops.push({ name: moments[Math.floor(random() * moments.length)]!, chunkNo });
      }
      const count = stops.at(-1)!.chunkNo * 10 + 35;
      const population = await populate(system, count);
      const job = await system.start();
      let kept: unknown[] = [];
      for (const stop of stops) {
        const worker = await system.startWorker({ stopAt: stop });
        await worker.atCheckpoint();
        await worker.kill();
        const now = await ledgerOf(system, job);
        expect(now).toHaveLength(stop.name === 'after commit' ? stop.chunkNo : stop.chunkNo - 1);
        expect(now.slice(0, kept.length)).toEqual(kept);
        kept = now;
      }
      await system.startWorker();
      await population.expectDoneOnce(job);
      expect(await chunksOf(system, job)).toEqual([...Array.from({ length: (count - 5) / 10 }, () => 10), 5]);
      expect((await ledgerOf(system, job)).slice(0, kept.length)).toEqual(kept);
    }),
  atLength({ short: 120_000, long: 1_200_000 }),
);

/** With the transaction that has written each row. */
function ledgerOf({ dataSource }: System, { id }: Job): Promise<object[]> {
  return dataSource.query('SELECT xmin::text, * FROM job_batches WHERE job_id = $1 ORDER BY batch_no', [id]);
}
