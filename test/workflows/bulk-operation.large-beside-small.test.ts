import { expect, test } from '@jest/globals';
import { jobWhen } from '../support/job-looks.js';
import { atLength } from '../support/length.js';
import { FAST_CANARY, type System, withSystem } from '../support/system.js';

/**
 * The short form's chunks sleep, so that the large job holds slots and leaves the processors to the small ones: what it shows
 * does not depend on the machine. The long form's chunks do nothing but work.
 */
const LARGE = atLength({
  short: { targets: 60_000, chunkSize: 100, sleepSeconds: 0.5 },
  long: { targets: 1_000_000, chunkSize: 500, sleepSeconds: 0 },
});
const BUSINESSES = 20;
const TARGETS_OF_EACH = 100;
const MAX_FACTOR = 3;

/** Batches of 20 s: of the large job, for the small ones have two batches of 50 targets. */
const POLICIES = {
  canary_increment: {
    ...FAST_CANARY.canary_increment,
    ...{ batchSize: 50, chunkSize: LARGE.chunkSize, maxBatchMs: 20_000, startToCloseSeconds: 120 },
    ...{ lockTtlSeconds: 600, maxRuntimeSeconds: 100 },
  },
};

test(
  'twenty businesses with small jobs beside one with a large job of sixteen streams: none of them takes three times as long as without it',
  () =>
    withSystem({ policies: POLICIES }, async (system) => {
      await system.addCanaries(1, LARGE.targets, { sleepSeconds: LARGE.sleepSeconds });
      await system.dataSource.query('ANALYZE canaries');
      await system.startWorker();
      // What a process does for the first time takes long.
      await smallJobs(system, 100);
      const before = await smallJobs(system, 200);
      const large = await system.start({ batchSize: 10_000, parallelism: 16 });
      await jobWhen(system, large, ({ processed }) => processed > 0);
      const beside = await smallJobs(system, 300);
      expect(await system.job(large.id)).toMatchObject({ status: 'running', parallelism: 16 });
      await system.client.workflow
        .getHandle(`bulk:1:canary_increment:${large.id}`)
        .terminate('it has served its purpose');
      const after = await smallJobs(system, 400);

      process.stderr.write(`seconds without the large job: ${before}, ${after}; beside it: ${beside}\n`);
      expect(beside).toBeLessThan(MAX_FACTOR * Math.max(before, after));
    }),
  atLength({ short: 120_000, long: 300_000 }),
);

/** The jobs of twenty businesses, all at once. @returns seconds until the last one was done */
async function smallJobs(system: System, firstBusiness: number): Promise<number> {
  const businesses = Array.from({ length: BUSINESSES }, (_, n) => firstBusiness + n);
  for (const businessId of businesses) await system.addCanaries(businessId, TARGETS_OF_EACH);
  const jobs = await Promise.all(businesses.map((businessId) => system.start({ businessId })));
  for (const { id } of jobs) expect(await system.finished(id)).toMatchObject({ succeeded: TARGETS_OF_EACH });
  const [row] = await system.dataSource.query<{ seconds: number }[]>(
    `SELECT extract(epoch FROM max(finished_at) - min(created_at))::float AS seconds FROM jobs WHERE id = ANY($1)`,
    [jobs.map(({ id }) => id)],
  );
  return row!.seconds;
}
