import { expect, test } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import type { StopAt } from '../processes/worker-messages.js';
import { canaryPolicy } from '../support/canary-policy.js';
import { atLength } from '../support/length.js';
import { populate } from '../support/population.js';
import { randomBy } from '../support/random-by.js';
import { type System, withSystem } from '../support/system.js';

/** A batch is all of a stream, in chunks of ten; a dead worker is noticed after two seconds. */
const POLICIES = canaryPolicy({
  ...{ batchSize: 10_000, chunkSize: 10, maxBatchMs: 60_000, startToCloseSeconds: 125, lockTtlSeconds: 600 },
  // No chunk is given up while workers die over it.
  ...{ parallelism: 4, maxOutageSeconds: 3_600 },
});

const STREAMS = 4;
/** Chunks that a stream can do before its worker dies. */
const FURTHEST = 3;
const KILLS = atLength({ short: 4, long: 50 });
/** Chosen once: the same moments of death can be had again. */
const SEED = 12;
const MOMENTS = ['before begin', 'batch opened', 'before commit', 'after commit'] as const;

test(
  'workers of four streams are killed at random: every target once, each chunk written once, one set of counters',
  () =>
    withSystem({ policies: POLICIES }, async (system) => {
      const random = randomBy(SEED);
      const pick = (upTo: number): number => Math.floor(random() * upTo);
      const count = STREAMS * (KILLS * FURTHEST * 10 + 35);
      const population = await populate(system, count);
      const job = await system.start();
      let kept = new Map<string, string>();
      for (let kill = 0; kill < KILLS; kill++) {
        // The worker dies when the first one has come to its moment; none can run further ahead than to its own.
        const stopAt = Array.from({ length: STREAMS }, (_, index): StopAt => {
          const streamNo = index + 1;
          const done = [...kept.keys()].filter((chunk) => chunk.startsWith(`${streamNo}.`)).length;
          return { name: MOMENTS[pick(MOMENTS.length)]!, streamNo, chunkNo: done + 1 + pick(FURTHEST) };
        });
        const worker = await system.startWorker({ stopAt });
        await worker.atCheckpoint();
        await worker.kill();
        const now = await ledgerOf(system, job);
        // Nobody has written a chunk that was there.
        expect([...kept].filter(([chunk, row]) => now.get(chunk) !== row)).toEqual([]);
        kept = now;
      }
      await system.startWorker();
      await population.expectDoneOnce(job);
      const now = await ledgerOf(system, job);
      expect([...kept].filter(([chunk, row]) => now.get(chunk) !== row)).toEqual([]);
      const perStream = await system.dataSource.query<object[]>(
        `SELECT stream_no AS stream, sum(processed)::int AS processed, max(batch_no) = count(*) AS gapless
           FROM job_batches WHERE job_id = $1 GROUP BY 1 ORDER BY 1`,
        [job.id],
      );
      expect(perStream).toEqual([1, 2, 3, 4].map((stream) => ({ stream, processed: count / STREAMS, gapless: true })));
    }),
  atLength({ short: 180_000, long: 1_200_000 }),
);

/** Each chunk with the transaction that has written it. */
async function ledgerOf({ dataSource }: System, { id }: Job): Promise<Map<string, string>> {
  const rows = await dataSource.query<{ chunk: string; row: string }[]>(
    `SELECT stream_no || '.' || batch_no AS chunk, xmin::text || processed AS row FROM job_batches WHERE job_id = $1`,
    [id],
  );
  return new Map(rows.map(({ chunk, row }) => [chunk, row]));
}
