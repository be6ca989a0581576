import { expect, test } from '@jest/globals';
import type { WholeBatch } from '../../src/operations/batch.js';
import { Business } from '../../src/db/business.js';
import { JobEntity } from '../../src/db/entities/job.entity.js';
import { beginJob, finishJob, moveTo } from '../../src/db/repositories/job-lifecycle.js';
import { FAILURE } from '../../src/operations/errors.js';
import { canaryIncrement } from '../processes/canary.js';
import { acceptedJob } from '../support/accepted-job.js';
import { batchActivities, firstBatch } from '../support/batch-activities.js';
import { withDatabase } from '../support/test-database.js';
import { withRedis } from '../support/test-redis.js';

test('a batch of a paused job is rolled back and says so, but to a workflow that does not understand it', () =>
  withRedis(({ redis }) =>
    withDatabase(async ({ dataSource }) => {
      await dataSource.query('INSERT INTO canaries (business_id) SELECT 1 FROM generate_series(1, 45)');
      const jobId = await acceptedJob(dataSource, { targets: canaryIncrement.targets });
      await beginJob(new Business(dataSource, 1), jobId, { total: 45, upperBound: 45 });
      await moveTo(new Business(dataSource, 1), jobId, 'paused', 2, 1);
      const activities = batchActivities(dataSource, redis);
      const processBatch = (given: WholeBatch) => activities.processBatch(given);
      const input: WholeBatch = firstBatch(jobId);
      const written = (): Promise<unknown> =>
        dataSource.query(`SELECT (SELECT count(*)::int FROM canaries WHERE touched > 0) AS touched,
                                 (SELECT count(*)::int FROM job_batches) AS batches`);
      const before = await dataSource.getRepository(JobEntity).findOneByOrFail({ id: jobId });

      expect(await processBatch({ ...input, understandsPaused: true })).toMatchObject({
        ...{ paused: true, stopRequested: false },
        row: { status: 'paused', writeNo: 2, statusSeq: 1, batchSize: 10, throttleMs: 0, speedSeq: 0 },
      });
      expect(await written()).toEqual([{ touched: 0, batches: 0 }]);
      expect(await dataSource.getRepository(JobEntity).findOneByOrFail({ id: jobId })).toEqual(before);

      expect(await processBatch(input)).toMatchObject({ processed: 10, row: { status: 'paused' } });
      expect(await written()).toEqual([{ touched: 10, batches: 1 }]);
      // What is done already is told all the same.
      expect(await processBatch({ ...input, understandsPaused: true })).toMatchObject({
        processed: 10,
        nextCursor: 10,
      });

      await finishJob(new Business(dataSource, 1), jobId, 'cancelled', null);
      await expect(processBatch({ ...input, chunkNo: 2, cursor: 10, understandsPaused: true })).rejects.toMatchObject({
        type: FAILURE.jobNotLive,
      });
      expect(await written()).toEqual([{ touched: 10, batches: 1 }]);
    }),
  ));
