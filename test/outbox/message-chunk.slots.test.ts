import { expect, test } from '@jest/globals';
import { ChunkSlots } from '../../src/activities/chunk-slots.js';
import { type MessageJob, messageJob } from '../support/message-job.js';
import { withMessageStandIn } from '../support/message-stand-in.js';
import { withDatabase } from '../support/test-database.js';
import { withRedis } from '../support/test-redis.js';

const FOREVER = 600_000;

/** All slots are taken, as long as the test lasts. */
function takenSlots(): ChunkSlots {
  const slots = new ChunkSlots(1);
  void slots.run(1, FOREVER, () => new Promise(() => undefined));
  return slots;
}

function withJob(work: (job: MessageJob) => Promise<void>): Promise<void> {
  return withRedis(({ redis }) =>
    withDatabase(async (database) =>
      withMessageStandIn(async ({ url }) => {
        const dataSource = await database.as('bulkgate_worker');
        const options = { dataSource, superuser: database.dataSource, redis, url, businessId: 1 };
        await work(await messageJob({ ...options, moods: Array.from({ length: 6 }, () => 'well') }));
      }),
    ),
  );
}

test('chunks of messages wait for no slot of rows, and take none', () =>
  withJob(async (job) => {
    const batch = { ...job.batch, maxBatchMs: 1_000 };
    expect(await job.activities({ messageSlots: takenSlots() }).processChunks(batch)).toMatchObject({ processed: 0 });
    expect(await job.messages()).toEqual([]);
    const activities = job.activities({ slots: takenSlots() });
    expect(await activities.processChunks(job.batch)).toMatchObject({ processed: 6, exhausted: true });
  }));

test('where the size of chunks is found by their time, those of messages keep theirs: it is their sending that takes time', () =>
  withJob(async (job) => {
    const done = await job.activities().processChunks({ ...job.batch, batchSize: 10_000, targetChunkMs: 1 });
    expect(done).toMatchObject({ processed: 6, nextChunkNo: 2 });
    expect(done.chunkSize).toBeUndefined();
  }));
