import { expect, test } from '@jest/globals';
import { canaryPolicy } from '../support/canary-policy.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { changeSpeed, chunksOf, historyOf, numbered } from '../support/job-looks.js';
import { withSystem } from '../support/system.js';
import { withTcpProxy } from '../support/tcp-proxy.js';

/** It goes on while a batch is stopped at a checkpoint. A busy machine does three chunks in it, and it is over before the thaw. */
const BATCH_MS = 15_000;
/** Batches of up to a hundred targets in chunks of ten. Of one run each: its history is the job's. */
const POLICIES = canaryPolicy({
  ...{ batchSize: 100, chunkSize: 10, maxBatchMs: BATCH_MS, startToCloseSeconds: 90 },
  ...{ lockTtlSeconds: 600, maxRuntimeSeconds: 100 },
});

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
      const begunAtMs = performance.now();
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

      await eventually(() => performance.now() - begunAtMs > BATCH_MS);
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

/** No chunk takes ten seconds: each is larger by half than the one before it. */
const GROWING = canaryPolicy({
  ...{ chunkSize: 10, targetChunkMs: 10_000, maxBatchMs: 60_000, startToCloseSeconds: 125 },
  ...{ lockTtlSeconds: 600, maxRuntimeSeconds: 100 },
});

test('a frozen attempt that had found its size does one chunk of that size when the job has another one: it is counted once', () =>
  withSystem({ policies: GROWING }, (system) =>
    withTcpProxy(system.config.temporal.address, async (proxy) => {
      const job = await system.start({ canaries: 90, batchSize: 'auto' });
      const frozen = await system.startWorker(
        { stopAt: [1, 3].map((chunkNo) => ({ name: 'before begin' as const, chunkNo })) },
        { TEMPORAL_ADDRESS: proxy.address },
      );
      await frozen.atCheckpoint();
      // No heartbeat tells Temporal of the two chunks that come now.
      proxy.hold();
      frozen.goOn();
      await frozen.told((message) => message.kind === 'checkpoint' && message.chunkNo === 3);
      frozen.freeze();
      proxy.breakAll();
      // A batch is the two chunks that are done, and then the job rests.
      const seq = await numbered(system, job);
      const slowed = changeSpeed(system, job, { seq, batchSize: 25, throttleMs: 60_000 });
      await system.startWorker();
      await slowed;
      await eventuallyInTemporal(async () => {
        const { activitiesTimedOut, timersStarted } = await historyOf(system, job);
        return activitiesTimedOut > 0 && timersStarted > activitiesTimedOut;
      });
      expect(await chunksOf(system, job)).toEqual([10, 15]);

      frozen.thaw();
      frozen.goOn();
      await eventually(async () => (await chunksOf(system, job)).length === 3);
      await changeSpeed(system, job, { seq: await numbered(system, job), throttleMs: 0 });
      expect(await system.finished(job.id)).toMatchObject({
        ...{ status: 'completed', lastError: null, batchSize: 25 },
        ...{ total: 90, processed: 90, succeeded: 90, failed: 0, skipped: 0, notAttempted: 0 },
      });
      expect(await chunksOf(system, job)).toEqual([10, 15, 22, 3, 10, 10, 5, 10, 5]);
      expect(await system.touches(1)).toEqual({ 1: 90 });
    }),
  ));
