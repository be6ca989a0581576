import { expect, test } from '@jest/globals';
import { ChunkSlots } from '../../src/activities/chunk-slots.js';
import { Business } from '../../src/db/business.js';
import { beginJob, finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { FAILURE } from '../../src/operations/errors.js';
import { canaryIncrement } from '../processes/canary.js';
import { acceptedJob } from '../support/accepted-job.js';
import { batchActivities, firstBatch } from '../support/batch-activities.js';
import { withDatabase } from '../support/test-database.js';
import { withRedis } from '../support/test-redis.js';

const FOREVER = 600_000;

/** Takes slots, and tells who has got one. */
function takers(slots: ChunkSlots) {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const take = (businessId: number): Promise<void> =>
    slots.run(businessId, FOREVER, () => {
      begun.push(businessId);
      return new Promise((end) => ends.push(end));
    });
  return { begun, ends, take };
}

/** Lets everything run that can run without a chunk ending. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('of ten slots sixteen streams of one business have five, and another business needs to wait for none of them', async () => {
  const { begun, ends, take } = takers(new ChunkSlots(10));
  const greedy = Array.from({ length: 16 }, () => take(1));
  await settled();
  expect(begun).toEqual([1, 1, 1, 1, 1]);
  const others = [2, 3, 4, 5, 6, 7, 8].map((businessId) => take(businessId));
  await settled();
  expect(begun.slice(5)).toEqual([2, 3, 4, 5, 6]);
  // A chunk of the large one ends: its slot goes to a business that has none.
  ends[0]!();
  await settled();
  expect(begun.slice(10)).toEqual([7]);

  while (ends.length > 0) {
    ends.shift()!();
    await settled();
  }
  await Promise.all([...greedy, ...others]);
});

test('a worker of one slot works for everybody in turn', async () => {
  const { begun, ends, take } = takers(new ChunkSlots(1));
  const all = [1, 1, 1, 2].map((businessId) => take(businessId));
  for (let n = 0; n < all.length; n++) {
    await settled();
    ends[n]!();
  }
  await Promise.all(all);
  expect(begun).toEqual([1, 2, 1, 1]);
});

test('a batch that gets no slot ends as it is: nothing is done, and nothing has failed', () =>
  withRedis(({ redis }) =>
    withDatabase(async ({ dataSource }) => {
      await dataSource.query('INSERT INTO canaries (business_id) SELECT 1 FROM generate_series(1, 15)');
      const jobId = await acceptedJob(dataSource, { targets: canaryIncrement.targets });
      const business = new Business(dataSource, 1);
      await beginJob(business, jobId, { total: 15, upperBound: 15 });
      const slots = new ChunkSlots(2);
      const activities = batchActivities(dataSource, redis, { slots });
      const input = firstBatch(jobId);
      const { ends, take } = takers(slots);
      const other = take(1);
      expect(await activities.processChunks(input)).toMatchObject({
        ...{ processed: 0, nextChunkNo: 1, nextCursor: 0, exhausted: false, isPaused: false },
        ...{ stopRequested: false, row: { status: 'running' } },
      });
      expect(await dataSource.query('SELECT FROM job_batches')).toEqual([]);

      ends[0]!();
      await other;
      expect(await activities.processChunks(input)).toMatchObject({ processed: 10, nextChunkNo: 2 });

      const again = take(1);
      await finishJob(business, jobId, 'cancelled', null);
      const next = { ...input, chunkNo: 2, cursor: 10 };
      await expect(activities.processChunks(next)).rejects.toMatchObject({ type: FAILURE.jobNotLive });
      ends[1]!();
      await again;
    }),
  ));
