import { expect, test } from '@jest/globals';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { changeSpeed, chunksOf, historyOf } from '../support/job-looks.js';
import { withSystem } from '../support/system.js';
import { withTcpProxy } from '../support/tcp-proxy.js';

/** Batches of up to a hundred targets in chunks of ten. Of one run each: its history is the job's. */
const POLICIES = canaryPolicy({ batchSize: 100, chunkSize: 10, lockTtlSeconds: 600, maxRuntimeSeconds: 100 });

/** How many targets there are, how large a batch is while the attempt sleeps, and the chunks that come of it. */
const CASES = [
  { businessId: 1, title: 'in the midst', count: 65, batchSize: 30, chunks: [10, 10, 10, 10, 10, 10, 5] },
  { businessId: 3, title: 'in chunks of five meanwhile', count: 52, batchSize: 5, chunks: [10, 10, 10, 10, 5, 5, 2] },
  { businessId: 4, title: 'the last chunk', count: 40, batchSize: 30, chunks: [10, 10, 10, 10] },
  { businessId: 5, title: 'the last chunk, of five', count: 37, batchSize: 5, chunks: [10, 10, 10, 7] },
] as const;

test('a frozen attempt wakes up when its batch was finished elsewhere and does one chunk more: it is counted once, and found done', () =>
  withSystem({ policies: POLICIES }, (system) =>
    withTcpProxy(system.config.temporal.address, async (proxy) => {
      const jobs = await Promise.all(
        CASES.map(async (given) => ({
          ...given,
          job: await system.start({ businessId: given.businessId, canaries: given.count }),
        })),
      );
      const frozen = await system.startWorker(
        {
          stopAt: jobs.flatMap(({ job }) =>
            [1, 4].map((chunkNo) => ({ name: 'before begin' as const, chunkNo, jobId: job.id })),
          ),
        },
        { TEMPORAL_ADDRESS: proxy.address },
      );
      for (const { job } of jobs) await frozen.atCheckpoint(job.id);
      for (const { job, batchSize } of jobs) await changeSpeed(system, job, { seq: 1, batchSize, throttleMs: 60_000 });
      // No heartbeat tells Temporal of the three chunks that come now.
      proxy.hold();
      frozen.goOn();
      for (const { job } of jobs) {
        await frozen.told(
          (message) => message.kind === 'checkpoint' && message.jobId === job.id && message.chunkNo === 4,
        );
      }
      frozen.freeze();
      // Temporal gives nothing more to it.
      proxy.breakAll();
      await system.startWorker();
      // The other worker has found done what is a whole batch now, and the job rests.
      for (const { job } of jobs) {
        await eventuallyInTemporal(async () => {
          const { activitiesTimedOut, timersStarted } = await historyOf(system, job);
          // Behind an attempt that was lost comes a back-off.
          return activitiesTimedOut > 0 && timersStarted > activitiesTimedOut;
        });
        expect(await chunksOf(system, job)).toEqual([10, 10, 10]);
      }

      frozen.thaw();
      frozen.goOn();
      for (const { job, chunks } of jobs) {
        await eventually(async () => (await chunksOf(system, job)).length === 4);
        expect(await chunksOf(system, job)).toEqual(chunks.slice(0, 4));
      }
      for (const { job } of jobs) await changeSpeed(system, job, { seq: 2, throttleMs: 0 });
      for (const { job, count, chunks, businessId } of jobs) {
        expect(await system.finished(job.id)).toMatchObject({
          ...{ status: 'completed', lastError: null },
          ...{ total: count, processed: count, succeeded: count, failed: 0, skipped: 0, notAttempted: 0 },
        });
        expect(await system.touches(businessId)).toEqual({ 1: count });
        expect(await chunksOf(system, job)).toEqual(chunks);
      }
    }),
  ));
