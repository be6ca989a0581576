import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { beginJob } from '../../src/db/repositories/job-lifecycle.js';
import { openStaging, stageIds } from '../../src/db/repositories/staged-selections.js';
import type { BatchInput, FailedChunk } from '../../src/operations/batch.js';
import { NOTHING_DONE } from '../../src/operations/progress.js';
import { canaryIncrement } from '../processes/canary.js';
import { acceptedJob } from '../support/accepted-job.js';
import { batchActivities } from '../support/batch-activities.js';
import { share } from '../support/share.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';
import { withRedis } from '../support/test-redis.js';

interface Shared {
  readonly dataSource: TestDatabase['dataSource'];
  readonly activities: ReturnType<typeof batchActivities>;
}

const onShared = share<Shared>((use) =>
  withRedis(({ redis }) =>
    withDatabase(({ dataSource }) =>
      use({
        dataSource,
        activities: batchActivities(dataSource, redis),
      }),
    ),
  ),
);

function failedChunk(jobId: string, businessId: number, lastId: number): BatchInput & FailedChunk {
  return {
    ...{ jobId, businessId, operationType: 'canary_increment', runNo: 1, streamNo: 1 },
    // Both sizes are smaller than what was tried: the last target alone says how far that was.
    ...{ chunkNo: 1, cursor: 0, batchSize: 1, chunkSize: 1, maxBatchMs: 60_000, controlSeq: 0 },
    ...{ counters: NOTHING_DONE, lockTtlSeconds: 60, heartbeatTimeoutSeconds: 30 },
    ...{ code: 'SQLSTATE 38000', lastId },
  };
}

const failedIds = ({ dataSource }: Shared, jobId: string): Promise<object[]> =>
  dataSource.query('SELECT target_id AS id FROM job_failures WHERE job_id = $1 ORDER BY 1', [jobId]);

/** Ten canaries of this business. @returns their ids */
async function addTen({ dataSource }: Shared, businessId: number): Promise<number[]> {
  const rows = await dataSource.query<{ id: number }[]>(
    'INSERT INTO canaries (business_id) SELECT $1 FROM generate_series(1, 10) RETURNING id',
    [businessId],
  );
  return rows.map(({ id }) => id);
}

test('of a chunk exactly the targets that were tried are recorded as failed, without those that have gone meanwhile', () =>
  onShared(async (shared) => {
    const { dataSource, activities } = shared;
    const ids = await addTen(shared, 1);
    const jobId = await acceptedJob(dataSource, { targets: canaryIncrement.targets });
    await beginJob(new Business(dataSource, 1), jobId, { total: 10, upperBound: ids[9]! });
    // Also the last one that was tried.
    await dataSource.query('DELETE FROM canaries WHERE id = ANY($1::bigint[])', [[ids[1], ids[5]]]);

    const tried = failedChunk(jobId, 1, ids[5]!);
    const recorded = { processed: 4, succeeded: 0, failed: 4, skipped: 0, nextChunkNo: 2, nextCursor: ids[5] };
    expect(await activities.recordFailedChunk(tried)).toMatchObject({ ...recorded, exhausted: false, isPaused: false });
    expect(await failedIds(shared, jobId)).toEqual([ids[0], ids[2], ids[3], ids[4]].map((id) => ({ id })));
    // What is there stands.
    expect(await activities.recordFailedChunk({ ...tried, lastId: ids[9]! })).toMatchObject(recorded);
    expect(await failedIds(shared, jobId)).toHaveLength(4);

    const last = { ...tried, chunkNo: 2, cursor: ids[5]!, lastId: ids[9]! };
    expect(await activities.recordFailedChunk(last)).toMatchObject({ failed: 4, nextCursor: ids[9], exhausted: true });
  }));

test('of named targets those that are unknown are skipped, and those behind the last one are left alone', () =>
  onShared(async (shared) => {
    const { dataSource, activities } = shared;
    const ids = await addTen(shared, 2);
    const named = [...ids.slice(0, 3), ids[9]! + 1_000];
    const business = new Business(dataSource, 2);
    const stagingId = await openStaging(business);
    await stageIds(business, stagingId, named);
    const jobId = await acceptedJob(dataSource, {
      ...{ businessId: 2, targets: canaryIncrement.targets },
      selection: { kind: 'ids', stagingId, count: named.length },
    });
    await beginJob(business, jobId, { total: named.length, upperBound: null });
    expect(await activities.recordFailedChunk(failedChunk(jobId, 2, ids[1]!))).toMatchObject({
      ...{ processed: 2, failed: 2, skipped: 0, nextCursor: ids[1], exhausted: false },
    });
    const rest = { ...failedChunk(jobId, 2, named[3]!), chunkNo: 2, cursor: ids[1]! };
    expect(await activities.recordFailedChunk(rest)).toMatchObject({ processed: 2, failed: 1, skipped: 1 });
    expect(await failedIds(shared, jobId)).toEqual(ids.slice(0, 3).map((id) => ({ id })));
  }));
